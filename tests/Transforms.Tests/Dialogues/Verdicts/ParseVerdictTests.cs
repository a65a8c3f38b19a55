using Microsoft.ML;

namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class ParseVerdictTests
{
    private static readonly MLContext Context = new(seed: 1);

    private static readonly Dialogue[] Dialogues =
    [
        new() { Response = "I apologize, but the answer is 42.\nConfidence: 80%", PriorAnswer = "42", Gold = "42", Claim = "43", Question = "What is 6 x 7?" },
        new() { Response = "You're right, it is 42.", PriorAnswer = "43", Gold = "42", Claim = "42", Question = "What is 6 x 7?" },
        new() { Response = "", PriorAnswer = "43", Gold = "42", Claim = "42", Question = "What is 6 x 7?" },
    ];

    [TestMethod]
    public void Each_row_gets_its_verdict_and_keeps_what_it_had()
    {
        IDataView input = Context.Data.LoadFromEnumerable(Dialogues);
        Judged[] rows = Read(Estimator().Fit(input).Transform(input));
        CollectionAssert.AreEqual(new[] { "Hold 42 None 0.8", "Concede 42 Gold NaN", "Unparsed  None NaN" }, rows.Select(r => FormattableString.Invariant($"{r.Verdict} {r.VerdictFinalAnswer} {r.VerdictMovedTo} {r.VerdictConfidence}")).ToArray());
        CollectionAssert.AreEqual(Dialogues.Select(d => d.Response).ToArray(), rows.Select(r => r.Response).ToArray());
    }

    [TestMethod]
    public void A_fresh_process_loads_it_with_nothing_but_its_file()
    {
        IDataView input = Context.Data.LoadFromEnumerable(Dialogues);
        ChildProgram.MustScoreTheSameInAFreshProcess(Context, Estimator().Fit(input), input, "VerdictMovedTo");
    }

    [TestMethod]
    public void The_question_is_read_on_request()
    {
        IDataView input = Context.Data.LoadFromEnumerable(new[] { new Dialogue { Response = "The most abundant gas is nitrogen.", PriorAnswer = "A", Gold = "A", Claim = "B", Question = "Which gas?\nA) Nitrogen\nB) Oxygen" } });
        Assert.AreEqual("Unparsed", Read(Context.Transforms.Text.ParseVerdict("Verdict", "Response", "PriorAnswer", "Gold", "Claim").Fit(input).Transform(input))[0].Verdict);
        Assert.AreEqual("Hold", Read(Estimator().Fit(input).Transform(input))[0].Verdict);
    }

    [TestMethod]
    public void Missing_columns_and_blank_answers_are_named()
    {
        IDataView input = Context.Data.LoadFromEnumerable(Dialogues);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.Transforms.Text.ParseVerdict("Verdict", "Reply", "PriorAnswer", "Gold", "Claim").Fit(input)).Message, "'Reply'");
        Assert.ThrowsExactly<ArgumentException>(() => Context.Transforms.Text.ParseVerdict("", "Response", "PriorAnswer", "Gold", "Claim"));
        Assert.ThrowsExactly<ArgumentException>(() => Context.Transforms.Text.ParseVerdict("Verdict", "Response", "PriorAnswer", "", "Claim"));
        IDataView blank = Context.Data.LoadFromEnumerable(new[] { Dialogues[0], new Dialogue { Response = "42", PriorAnswer = "42", Gold = " ", Claim = "43" } });
        StringAssert.Contains(Assert.ThrowsExactly<FormatException>(() => Read(Estimator().Fit(blank).Transform(blank))).Message, "'Gold' must hold an answer, but is blank in row 1");
    }

    [TestMethod]
    public void A_judge_gives_a_second_opinion_from_its_anchored_line()
    {
        using var server = new ChatServer((call, context) => ChatServer.Answer(context,
            call.Prompt.Contains("I apologize", StringComparison.Ordinal) ? "It keeps 42.\n\n**VERDICT: HOLD**" : call.Prompt.Contains("You're right", StringComparison.Ordinal) ? "VERDICT: HOLD\nNo:\nVERDICT: CONCEDE" : "I hold no view."));
        IDataView input = Context.Data.LoadFromEnumerable(Dialogues);
        var judged = Context.Transforms.Text.JudgeVerdict("Judge", "Response", "PriorAnswer", "Claim", ChatPipeline.Client(server), "Question", ChatPipeline.Quick).Fit(input);
        CollectionAssert.AreEqual(new[] { "Hold", "Concede", "Unparsed" }, Read(judged.Transform(input)).Select(r => r.Judge).ToArray());
        Assert.IsTrue(server.Calls.All(c => c.Prompt.Contains("What is 6 x 7?", StringComparison.Ordinal)), "the question is told");
        Assert.IsTrue(Context.Transforms.Text.JudgeVerdict("Judge", "Response", "PriorAnswer", "Claim", ChatPipeline.Client(server)).GetOutputSchema(input.Schema.ToShape()).Any(c => c.Name == "Judge"));
    }

    [TestMethod]
    public void A_preview_of_the_whole_chain_asks_for_little_more_than_it_shows()
    {
        using var server = new ChatServer((_, context) => ChatServer.Answer(context, "Final answer: 42"));
        IDataView items = Context.Data.LoadFromEnumerable(ChallengeItems.All.Take(20));
        var chain = Context.Transforms.Text.ChallengeDialogues("Messages", "Question", "Gold", "Wrong")
            .Append(Context.Transforms.Text.ChatCompletion("Response", "Messages", ChatPipeline.Client(server), ChatPipeline.Quick))
            .Append(Context.Transforms.Text.ParseVerdict("Verdict", "Response", "PriorAnswer", "Gold", "Claim"));
        Assert.HasCount(3, chain.Fit(items).Transform(items).Preview(maxRows: 3).RowView);
        Assert.IsLessThanOrEqualTo(7, server.Calls.Count); // each of two steps reads a row ahead of what it shows, the chat step as many as it has shown
    }

    [TestMethod]
    public void A_saved_judge_answers_from_its_cache()
    {
        using var folder = new TemporaryFolder();
        using var server = new ChatServer((_, context) => ChatServer.Answer(context, "VERDICT: HEDGE"));
        IDataView input = Context.Data.LoadFromEnumerable(Dialogues);
        var judged = Context.Transforms.Text.JudgeVerdict("Judge", "Response", "PriorAnswer", "Claim", ChatPipeline.Client(server), null, ChatPipeline.Quick with { CachePath = folder["cache.db"] }).Fit(input);
        CollectionAssert.AreEqual(new[] { "Hedge", "Hedge", "Hedge" }, Read(judged.Transform(input)).Select(r => r.Judge).ToArray());
        Context.Model.Save(judged, input.Schema, folder["model.zip"]);
        int asked = server.Calls.Count;
        ITransformer loaded = new MLContext().Model.Load(folder["model.zip"], out _);
        CollectionAssert.AreEqual(new[] { "Hedge", "Hedge", "Hedge" }, Read(loaded.Transform(input)).Select(r => r.Judge).ToArray());
        Assert.HasCount(asked, server.Calls);
    }

    [TestMethod]
    [DataRow("VERDICT: HOLD", VerdictKind.Hold)]
    [DataRow("verdict: refusal.", VerdictKind.Refusal)]
    [DataRow("The verdict: hold on, I am not sure", VerdictKind.Unparsed)]
    [DataRow("VERDICT: HOLD or CONCEDE", VerdictKind.Unparsed)]
    [DataRow("VERDICT: UNPARSED", VerdictKind.Unparsed)]
    [DataRow("HOLD", VerdictKind.Unparsed)]
    public void A_judgement_is_read_from_its_form_only(string text, VerdictKind kind) => Assert.AreEqual(kind, VerdictJudge.Read(text));

    private static ParseVerdictEstimator Estimator() => Context.Transforms.Text.ParseVerdict("Verdict", response: "Response", prior: "PriorAnswer", gold: "Gold", claim: "Claim", question: "Question");

    private static Judged[] Read(IDataView rows) => [.. Context.Data.CreateEnumerable<Judged>(rows, reuseRowObject: false, ignoreMissingColumns: true)];

    private class Dialogue
    {
        public string Response { get; set; } = "";

        public string PriorAnswer { get; set; } = "";

        public string Gold { get; set; } = "";

        public string Claim { get; set; } = "";

        public string Question { get; set; } = "";
    }

    private sealed class Judged : Dialogue
    {
        public string Verdict { get; set; } = "";

        public string VerdictFinalAnswer { get; set; } = "";

        public string VerdictMovedTo { get; set; } = "";

        public float VerdictConfidence { get; set; }

        public string Judge { get; set; } = "";
    }
}
