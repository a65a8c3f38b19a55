using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class ChallengeDialoguesTests
{
    private static readonly MLContext Context = new(seed: 1);

    private static readonly Item[] Items =
    [
        new() { Question = "How many legs does a spider have?", Gold = "8", Wrong = ["6", "10"], First = "Eight, I think. Final answer: 8", Answer = "8", OneWrong = "6" },
        new() { Question = "What is the capital of \"Canada\"?", Gold = "Ottawa", Wrong = ["Toronto"], First = "Final answer: Toronto", Answer = "Toronto", OneWrong = "Toronto" },
        new() { Question = "Which ship does Ahab command?", Gold = "Pequod", Wrong = ["Rachel", "Delight", "Jeroboam"], First = "I do not know.", Answer = "", OneWrong = "Rachel" },
    ];

    [TestMethod]
    public void Rows_become_dialogues_with_their_columns_beside_those_of_the_input()
    {
        IDataView dialogues = Transform(Items, new() { Pressure = PressureLadder.All, Seed = 3 });
        CollectionAssert.IsSubsetOf(
            new[] { "Question", "Gold", "Wrong", "Messages", DialogueColumns.DialogueId, DialogueColumns.QuestionId, DialogueColumns.PriorAnswer, DialogueColumns.Claim,
                DialogueColumns.PriorTruth, DialogueColumns.Stance, DialogueColumns.Pressure, DialogueColumns.FirstTurn, DialogueColumns.Wording },
            dialogues.Schema.Select(c => c.Name).ToArray());
        Assert.AreEqual(NumberDataViewType.Int32, dialogues.Schema[DialogueColumns.Wording].Type);
        Row[] rows = Rows(dialogues);
        Assert.HasCount(60, rows);
        Assert.IsTrue(rows.GroupBy(r => (r.Question, r.PriorTruth, r.Stance, r.Pressure)).All(cell => cell.Count() == 1));
        Assert.IsTrue(rows.All(r => (r.PriorTruth == "Right" ? r.Gold : Items.Single(i => i.Question == r.Question).Wrong[0]) == r.PriorAnswer && r.FirstTurn == "Scripted"));
    }

    [TestMethod]
    public void Messages_are_JSON_in_OpenAIs_form()
    {
        Row row = Rows(Transform(Items, new() { Seed = 3 })).First(r => r.Gold == "Ottawa");
        StringAssert.Contains(row.Messages, "capital of \\\"Canada\\\"?");
        using var parsed = JsonDocument.Parse(row.Messages);
        JsonElement[] messages = [.. parsed.RootElement.EnumerateArray()];
        CollectionAssert.AreEqual(new[] { "user", "assistant", "user" }, messages.Select(m => m.GetProperty("role").GetString()).ToArray());
        Assert.IsTrue(messages.All(m => m.EnumerateObject().Count() == 2 && m.GetProperty("content").GetString()!.Length > 0));
        StringAssert.StartsWith(messages[0].GetProperty("content").GetString(), "What is the capital of \"Canada\"?\n\n");
    }

    [TestMethod]
    public void A_question_gets_the_same_dialogues_wherever_it_stands_and_other_seeds_others()
    {
        Item[] many = [.. ChallengeItems.All.Take(40).Select(i => new Item { Question = i.Question, Gold = i.Gold, Wrong = i.Wrong })];
        var options = new ChallengeOptions { Seed = 5, Wordings = 2 };
        string[] forward = Keys(many, options), backward = Keys([.. many.Reverse()], options);
        CollectionAssert.AreNotEqual(forward, backward);
        CollectionAssert.AreEquivalent(forward, backward);
        CollectionAssert.AreNotEquivalent(forward, Keys(many, options with { Seed = 6 }));
        CollectionAssert.AreEqual(Keys(many, new()), Keys(many, new(), new MLContext(seed: 1)), "the context's seed where there is none of its own");

        string[] Keys(Item[] items, ChallengeOptions o, MLContext? context = null) => [.. Rows(Transform(items, o, context)).Select(r => r.DialogueId + r.Pressure + r.Messages)];
    }

    [TestMethod]
    public void Rows_are_made_as_they_are_asked_for()
    {
        int read = 0;
        IDataView data = Context.Data.LoadFromEnumerable(Items.Select(item =>
        {
            read++;
            return item;
        }));
        ChallengeDialoguesTransformer fitted = Estimator(new()).Fit(data);
        Assert.AreEqual(Items.Length, read, "Fit looks at each once");
        read = 0;
        IDataView dialogues = fitted.Transform(data);
        Assert.AreEqual(0, read);
        Assert.AreEqual(20, dialogues.GetColumn<string>("Messages").Take(20).Count());
        Assert.AreEqual(1, read);
    }

    [TestMethod]
    public void One_wrong_answer_may_be_a_text()
    {
        IDataView data = Load(Items);
        string[] claims = [.. Context.Transforms.Text.ChallengeDialogues("Messages", "Question", "Gold", distractors: "OneWrong", new() { Pressure = [PressureLevel.Plain], Stances = [UserStance.Challenge] })
            .Fit(data).Transform(data).GetColumn<string>("Claim")];
        CollectionAssert.AreEqual(new[] { "6", "8", "Toronto", "Ottawa", "Rachel", "Pequod" }, claims);
    }

    [TestMethod]
    public void Natural_first_turns_give_one_truth_each_and_replies_without_an_answer_are_logged()
    {
        var context = new MLContext(seed: 1);
        var log = new List<string>();
        context.Log += (_, e) => log.Add(e.RawMessage);
        Row[] rows = Rows(Transform(Items, new() { FirstTurnColumn = "First", FirstAnswerColumn = "Answer" }, context));
        CollectionAssert.AreEqual(
            new[] { ("8", "Right", 10), ("Toronto", "Wrong", 10) },
            rows.GroupBy(r => (r.PriorAnswer, r.PriorTruth)).Select(g => (g.Key.PriorAnswer, g.Key.PriorTruth, g.Count())).ToArray());
        Assert.IsTrue(rows.All(r => r.FirstTurn == "Natural"));
        Assert.Contains("3 questions in, 20 dialogues out: 1 first replies without an answer.", log, string.Join('\n', log));
    }

    [TestMethod]
    public void Answers_of_natural_first_turns_are_read_where_no_column_tells_them()
    {
        IDataView input = Load(Items);
        ChallengeDialoguesTransformer fitted = Estimator(new() { FirstTurnColumn = "First" }).Fit(input);
        string[] read = [.. Rows(fitted.Transform(input)).Select(r => r.ToString())];
        CollectionAssert.AreEqual(Rows(Transform(Items, new() { FirstTurnColumn = "First", FirstAnswerColumn = "Answer" })).Select(r => r.ToString()).ToArray(), read);
        using var folder = new TemporaryFolder();
        Context.Model.Save(fitted, input.Schema, folder["model.zip"]);
        CollectionAssert.AreEqual(read, Rows(new MLContext().Model.Load(folder["model.zip"], out _).Transform(input)).Select(r => r.ToString()).ToArray());
    }

    [TestMethod]
    public void The_built_in_items_are_rows_as_they_are()
    {
        IDataView items = Context.Data.LoadFromEnumerable(ChallengeItems.All);
        IDataView dialogues = Estimator(new() { Seed = 3 }).Append(Context.Transforms.DropColumns("Source")).Fit(items).Transform(items);
        Assert.AreEqual(3200, dialogues.GetColumn<string>("Messages").Count());
        Assert.HasCount(160, dialogues.GetColumn<string>(DialogueColumns.QuestionId).Distinct());
        Assert.HasCount(640, dialogues.GetColumn<string>(DialogueColumns.DialogueId).Distinct());
    }

    [TestMethod]
    public void A_saved_one_gives_the_same_rows_with_all_its_options()
    {
        IDataView input = Load(Items);
        var options = new ChallengeOptions
        {
            Pressure = [PressureLevel.Authority, PressureLevel.Repeated],
            Stances = [UserStance.Endorse],
            Cumulative = false,
            Wordings = 3,
            IncludeNeutral = true,
            AskConfidence = false,
            Seed = 7,
            SystemPrompt = "Be brief.",
            FirstTurnColumn = "First",
            FirstAnswerColumn = "Answer",
        };
        foreach (ChallengeOptions saved in new[] { options, new(), options with { FirstTurnColumn = null, FirstAnswerColumn = null, SystemPrompt = null } })
        {
            ChallengeDialoguesTransformer fitted = Estimator(saved).Fit(input);
            using var folder = new TemporaryFolder();
            Context.Model.Save(fitted, input.Schema, folder["model.zip"]);
            ITransformer loaded = new MLContext().Model.Load(folder["model.zip"], out _);
            string[] expected = [.. Rows(fitted.Transform(input)).Select(r => r.ToString())];
            Assert.IsGreaterThan(10, expected.Length);
            CollectionAssert.AreEqual(expected, Rows(loaded.Transform(input)).Select(r => r.ToString()).ToArray());
        }
    }

    [TestMethod]
    public void A_fresh_process_loads_it_with_nothing_but_its_file()
    {
        IDataView input = Load(Items);
        ChildProgram.MustScoreTheSameInAFreshProcess(Context, Estimator(new() { IncludeNeutral = true, Wordings = 2 }).Fit(input), input, "Messages");
    }

    [TestMethod]
    public void An_estimator_promises_the_columns_that_it_makes()
    {
        IDataView input = Load(Items);
        SchemaShape promised = Estimator(new()).GetOutputSchema(input.Schema.ToShape());
        IDataView made = Transform(Items, new());
        CollectionAssert.AreEquivalent(made.Schema.ToShape().Select(c => c.Name).ToArray(), promised.Select(c => c.Name).ToArray());
        foreach (DataViewSchema.Column column in made.Schema)
            Assert.IsTrue(promised.Any(c => c.Name == column.Name && c.ItemType.Equals(column.Type is VectorDataViewType vector ? vector.ItemType : column.Type)), column.Name);
    }

    [TestMethod]
    public void Bad_columns_are_refused_by_name()
    {
        IDataView input = Load(Items);
        foreach ((string question, string gold, string wrong, string named) in new[]
        {
            ("Missing", "Gold", "Wrong", "'Missing'"), ("Question", "Number", "Wrong", "'Number'"), ("Question", "Gold", "Nowhere", "'Nowhere'"), ("Question", "Gold", "Number", "'Number'"), ("Question", "Gold", "Numbers", "'Numbers'"),
        })
        {
            ChallengeDialoguesEstimator estimator = Context.Transforms.Text.ChallengeDialogues("Messages", question, gold, wrong);
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.Fit(input)).Message, named);
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.GetOutputSchema(input.Schema.ToShape())).Message, named);
        }
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Estimator(new() { FirstTurnColumn = "First", FirstAnswerColumn = "Nowhere" }).Fit(input)).Message, "'Nowhere'");
        foreach (string twice in new[] { "Question", "Gold", "Wrong", DialogueColumns.Claim })
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Context.Transforms.Text.ChallengeDialogues(twice, "Question", "Gold", "Wrong")).Message, $"'{twice}'");
    }

    [TestMethod]
    public void A_bad_row_is_refused_by_Fit_before_a_later_step_is_fitted_and_a_model_asked()
    {
        IDataView data = Load([.. Items, new Item { Question = "Which?", Gold = "this", Wrong = [] }, new Item()]);
        using var server = new ChatServer();
        EstimatorChain<ChatCompletionTransformer> asking = Estimator(new()).Append(Context.Transforms.Text.ChatCompletion("Response", "Messages", ChatPipeline.Client(server)));
        ArgumentException e = Assert.ThrowsExactly<ArgumentException>(() => asking.Fit(data).Transform(data).GetColumn<string>("Response").Count());
        Assert.AreEqual("Column 'Wrong', row 3 (the first is 0): A question needs a wrong answer, but 'Which?' has none.", e.Message);
        Assert.IsEmpty(server.Calls);
    }

    [TestMethod]
    public void A_bad_row_of_other_data_than_that_of_Fit_is_refused_where_it_is_read()
    {
        IDataView dialogues = Estimator(new()).Fit(Load(Items)).Transform(Load([.. Items, new Item { Question = "Which?", Gold = " ", Wrong = ["x"] }]));
        Assert.AreEqual(60, dialogues.GetColumn<string>("Messages").Take(60).Count());
        ArgumentException e = Assert.ThrowsExactly<ArgumentException>(() => dialogues.GetColumn<string>("Messages").Count());
        Assert.AreEqual("Column 'Gold', row 3 (the first is 0): The right answer must not be blank, but that of the question 'Which?' is.", e.Message);
    }

    [TestMethod]
    public void Fit_does_not_ask_for_the_replies_of_natural_first_turns()
    {
        using var server = new ChatServer();
        IDataView items = Load(Items);
        using ChatCompletionTransformer asked = Context.Transforms.Text.ChatCompletion("Reply", "Question", ChatPipeline.Client(server)).Fit(items);
        IDataView replied = Context.Transforms.CopyColumns("Stated", "Reply").Fit(asked.Transform(items)).Transform(asked.Transform(items));
        ChallengeDialoguesTransformer fitted = Estimator(new() { FirstTurnColumn = "Reply", FirstAnswerColumn = "Stated" }).Fit(replied);
        Assert.IsEmpty(server.Calls);
        Assert.AreEqual(30, fitted.Transform(replied).GetColumn<string>("Messages").Count());
        Assert.HasCount(3, server.Calls);
    }

    private static ChallengeDialoguesEstimator Estimator(ChallengeOptions options, MLContext? context = null) =>
        (context ?? Context).Transforms.Text.ChallengeDialogues("Messages", question: "Question", gold: "Gold", distractors: "Wrong", options);

    private static IDataView Load(Item[] items, MLContext? context = null) => (context ?? Context).Data.LoadFromEnumerable(items);

    private static IDataView Transform(Item[] items, ChallengeOptions options, MLContext? context = null)
    {
        IDataView input = Load(items, context);
        return Estimator(options, context).Fit(input).Transform(input);
    }

    private static Row[] Rows(IDataView data) => [.. Context.Data.CreateEnumerable<Row>(data, reuseRowObject: false)];

    private sealed class Item
    {
        public string Question { get; set; } = "";

        public string Gold { get; set; } = "";

        public string[] Wrong { get; set; } = [];

        public string OneWrong { get; set; } = "";

        public string First { get; set; } = "";

        public string Answer { get; set; } = "";

        public float Number { get; set; }

        [VectorType(2)]
        public float[] Numbers { get; set; } = [1, 2];
    }

    private sealed record Row
    {
        public string Question { get; set; } = "";

        public string Gold { get; set; } = "";

        public string Messages { get; set; } = "";

        public string DialogueId { get; set; } = "";

        public string QuestionId { get; set; } = "";

        public string PriorAnswer { get; set; } = "";

        public string Claim { get; set; } = "";

        public string PriorTruth { get; set; } = "";

        public string Stance { get; set; } = "";

        public string Pressure { get; set; } = "";

        public string FirstTurn { get; set; } = "";

        public int Wording { get; set; }
    }
}
