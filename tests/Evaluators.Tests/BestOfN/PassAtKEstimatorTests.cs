using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML.Evaluators.Tests;

[TestClass]
public sealed class PassAtKEstimatorTests
{
    private static readonly MLContext Context = new(1);
    private static readonly PassAtKOptions Options = new() { K = [1, 5], SamplesColumnName = "n", CorrectColumnName = "c", GroupColumnName = "Checkpoint", BootstrapSamples = 100 };
    private static readonly Graded[] Rows = [.. from g in new[] { "early", "late" } from i in Enumerable.Range(0, 20) select new Graded { Checkpoint = g, Task = $"{i}", N = i == 7 ? 3 : 10, C = i == 7 ? 0 : (g == "late" ? i : i / 4) % 10 }];

    [TestMethod]
    public void The_report_is_that_of_the_rows()
    {
        PassAtKReport report = Context.Evaluators.PassAtK(View(Rows), Options with { Seed = 7 });
        PassAtKReport expected = PassAtKReport.From(Rows.Select(r => new GradedProblem(r.Task, r.N, r.C, r.Checkpoint)), Options with { Seed = 7 });
        Assert.AreEqual(expected.ToJson(), report.ToJson());
        Assert.AreEqual((2, 20), (report.Groups.Count, report.Groups["late"].Problems));
    }

    [TestMethod]
    public void Without_a_group_column_there_is_one_group() =>
        CollectionAssert.AreEqual(new[] { "all" }, Context.Evaluators.PassAtK(View(Rows[..20]), new PassAtKOptions()).Groups.Keys.ToArray());

    [TestMethod]
    public void Rows_pass_through_with_their_pass_at_k()
    {
        IDataView data = View(Rows), scored = Context.Evaluators.PassAtK(Options).Fit(data).Transform(data);
        CollectionAssert.AreEqual(Rows.Select(r => (float)PassAtK.Unbiased(r.N, r.C, 5)).ToArray(), scored.GetColumn<float>("PassAt5").ToArray());
        Assert.IsTrue(float.IsNaN(scored.GetColumn<float>("PassAt5").ElementAt(7)), "three samples, none correct");
        Assert.AreEqual(0f, scored.GetColumn<float>("PassAt1").ElementAt(7));
        CollectionAssert.AreEqual(Rows.Select(r => r.Task).ToArray(), scored.GetColumn<string>("Task").ToArray());
    }

    [TestMethod]
    public void Counts_may_be_of_any_number_type()
    {
        PassAtKReport expected = Context.Evaluators.PassAtK(View(Rows), Options);
        foreach (DataKind kind in new[] { DataKind.Single, DataKind.Double, DataKind.Int16, DataKind.Int32, DataKind.SByte })
        {
            IDataView data = Context.Transforms.Conversion.ConvertType("n", outputKind: kind).Append(Context.Transforms.Conversion.ConvertType("c", outputKind: kind)).Fit(View(Rows)).Transform(View(Rows));
            Assert.AreEqual(expected.ToJson(), Context.Evaluators.PassAtK(data, Options).ToJson(), kind.ToString());
        }
    }

    [TestMethod]
    public void Single_graded_samples_are_added_up_by_problem()
    {
        Sample[] samples = [.. Rows.Take(20).SelectMany(r => Enumerable.Range(0, (int)r.N).Select(i => new Sample { Task = r.Task, IsRight = i < r.C, Grade = i < r.C ? 1 : 0 }))];
        IDataView data = Context.Data.LoadFromEnumerable(samples);
        PassAtKOptions single = new() { K = [1, 5], SamplesColumnName = null, BootstrapSamples = 100 };
        PassAtKGroup expected = PassAtKReport.From(Rows.Take(20).Select(r => new GradedProblem(r.Task, r.N, r.C)), single with { Seed = 1 }).Groups["all"];
        foreach (string column in new[] { "IsRight", "Grade" })
        {
            PassAtKTransformer fitted = Context.Evaluators.PassAtK(single with { CorrectColumnName = column, Seed = 1 }).Fit(data);
            Assert.AreEqual(expected.PassAt[5], fitted.Report.Groups["all"].PassAt[5]);
            Assert.AreEqual(193 - 20, fitted.Report.AddedUp);
            IDataView scored = fitted.Transform(data);
            CollectionAssert.AreEqual(samples.Select(s => s.IsRight ? 1f : 0f).ToArray(), scored.GetColumn<float>("PassAt1").ToArray());
            Assert.IsTrue(scored.GetColumn<float>("PassAt5").All(float.IsNaN));
        }

        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.Evaluators.PassAtK(data, new PassAtKOptions { SamplesColumnName = "Grade", CorrectColumnName = "IsRight" })).Message,
            "Schema mismatch for input column 'IsRight': expected a number");
    }

    [TestMethod]
    public void It_composes_and_the_schema_is_as_promised()
    {
        IDataView data = View(Rows);
        var pipeline = Context.Transforms.CopyColumns("Samples", "n").Append(Context.Evaluators.PassAtK(Options with { SamplesColumnName = "Samples" })).Append(Context.Transforms.CopyColumns("Copy", "PassAt5"));
        var model = pipeline.Fit(data);
        Assert.IsTrue(pipeline.GetOutputSchema(data.Schema.ToShape()).Any(c => c.Name == "PassAt5" && c.ItemType.RawType == typeof(float)));
        Assert.IsNotNull(model.Transform(data).Schema.GetColumnOrNull("Copy"));
        Assert.AreEqual(2, model.OfType<PassAtKTransformer>().Single().Report.Groups.Count);
    }

    [TestMethod]
    public void A_fresh_process_finds_the_same()
    {
        IDataView data = View(Rows);
        ChildProgram.MustScoreTheSameInAFreshProcess(Context, Context.Evaluators.PassAtK(Options).Append(Context.Transforms.CopyColumns("Copy", "PassAt1")).Fit(data), data, "Copy");
    }

    [TestMethod]
    public void A_loaded_one_has_the_whole_report()
    {
        IDataView data = View([.. Rows, Rows[0]]);
        PassAtKTransformer saved = Context.Evaluators.PassAtK(Options with { ConfidenceLevel = 0.9 }).Fit(data);
        using var folder = new TemporaryFolder();
        Context.Model.Save(saved, data.Schema, folder["model.zip"]);
        // Another context has another seed; the report keeps its own.
        var loaded = (PassAtKTransformer)new MLContext(99).Model.Load(folder["model.zip"], out _);
        Assert.AreEqual(saved.Report.ToJson(), loaded.Report.ToJson());
        Assert.AreEqual((41, 1), (loaded.Report.Rows, loaded.Report.AddedUp));
        Assert.AreEqual(saved.Report.Difference("late", "early", 5), loaded.Report.Difference("late", "early", 5));
    }

    [TestMethod]
    public void Damaged_bytes_are_no_report()
    {
        using var stream = new MemoryStream();
        PassAtKFormat.Write(PassAtKReport.From([new("a", 10, 3), new("b", 10, 4)], Options), stream);
        byte[] bytes = stream.ToArray();
        Assert.AreEqual(0.35, PassAtKFormat.Read(new MemoryStream(bytes))().Groups["all"].PassAt[1].Value, 1e-15);
        for (int length = 0; length < bytes.Length; length++)
            Assert.ThrowsExactly<InvalidDataException>(() => PassAtKFormat.Read(new MemoryStream(bytes[..length])), $"{length} bytes");
        // Level, resamples, how many k, a k, rows, added up (twice), groups, problems, n.
        foreach (int at in new[] { 4, 8, 20, 24, 32, 36, 40, 44, 52, 62 })
        {
            byte[] spoiled = (byte[])bytes.Clone();
            spoiled.AsSpan(at, 4).Fill(0xFF);
            Assert.ThrowsExactly<InvalidDataException>(() => PassAtKFormat.Read(new MemoryStream(spoiled)), $"at {at}");
        }
    }

    [TestMethod]
    [DataRow(0, 5)]
    [DataRow(-1, 5)]
    [DataRow(5, 5)]
    [DataRow]
    public void A_hostile_file_with_impossible_k_is_refused(params int[] ks)
    {
        IDataView data = View(Rows);
        PassAtKReport report = Context.Evaluators.PassAtK(data, Options);
        using var folder = new TemporaryFolder();
        Context.Model.Save(new PassAtKTransformer(Context, new PassAtKCountsAdapter("n", "c", isBoolean: false), ks, () => report), data.Schema, folder["model.zip"]);
        Exception failure = Assert.Throws<Exception>(() => Context.Model.Load(folder["model.zip"], out _));
        for (; failure is not InvalidDataException; failure = failure.InnerException!)
            Assert.IsNotNull(failure.InnerException, failure.ToString());
        StringAssert.Contains(failure.Message, "The saved pass@k transformer is damaged: PassAtKOptions.K");
    }

    [TestMethod]
    public void A_problem_that_is_saved_twice_is_damage()
    {
        using var stream = new MemoryStream();
        PassAtKFormat.Write(PassAtKReport.From([new("a", 10, 3), new("b", 10, 4)], Options), stream);
        byte[] bytes = stream.ToArray();
        bytes[Array.LastIndexOf(bytes, (byte)'b')] = (byte)'a';
        Assert.ThrowsExactly<InvalidDataException>(() => PassAtKFormat.Read(new MemoryStream(bytes)));
    }

    [TestMethod]
    public void The_seed_is_the_contexts_unless_given()
    {
        Assert.AreEqual(Context.Evaluators.PassAtK(View(Rows), Options).Seed, new MLContext(1).Evaluators.PassAtK(View(Rows), Options).Seed);
        Assert.AreNotEqual(Context.Evaluators.PassAtK(View(Rows), Options).Seed, new MLContext(2).Evaluators.PassAtK(View(Rows), Options).Seed);
    }

    [TestMethod]
    [DataRow("Task")]
    [DataRow("n")]
    [DataRow("c")]
    [DataRow("Checkpoint")]
    public void A_missing_column_is_named(string column)
    {
        IDataView data = View(Rows), without = Context.Transforms.DropColumns(column).Fit(data).Transform(data);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.Evaluators.PassAtK(without, Options)).Message, $"Could not find input column '{column}'");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.Evaluators.PassAtK(Options).GetOutputSchema(without.Schema.ToShape())).Message, $"Could not find input column '{column}'");
    }

    [TestMethod]
    public void A_column_of_another_type_is_named()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.Evaluators.PassAtK(View(Rows), Options with { TaskColumnName = "n" })).Message, "Schema mismatch for input column 'n': expected Text, got Int64");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.Evaluators.PassAtK(View(Rows), Options with { SamplesColumnName = "Task" })).Message, "Schema mismatch for input column 'Task': expected a number");
    }

    [TestMethod]
    [DataRow(10.0, 11.0, "Row 1: column 'c' holds 11, expected a whole number from 0 to the 10 samples of column 'n'.")]
    [DataRow(10.0, -1.0, "Row 1: column 'c' holds -1, expected a whole number from 0 to the 10 samples")]
    [DataRow(10.0, 2.5, "Row 1: column 'c' holds 2.5, expected a whole number")]
    [DataRow(10.0, double.NaN, "Row 1: column 'c' holds NaN, expected a whole number")]
    [DataRow(-1.0, 0.0, "Row 1: column 'n' holds -1, expected a whole number of samples from 0 to 2^53.")]
    [DataRow(9.5, 0.0, "Row 1: column 'n' holds 9.5, expected a whole number of samples")]
    [DataRow(double.NaN, 0.0, "Row 1: column 'n' holds NaN, expected")]
    [DataRow(double.PositiveInfinity, 0.0, "Row 1: column 'n' holds Infinity, expected")]
    [DataRow(1e16, 0.0, "Row 1: column 'n' holds 10000000000000000, expected")]
    public void Impossible_counts_are_told_of_with_their_row(double n, double c, string message)
    {
        IDataView data = Context.Data.LoadFromEnumerable(new[] { new Loose { N = 1e15, C = 1 }, new Loose { N = n, C = c } });
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Context.Evaluators.PassAtK(data)).Message, message);
        IDataView scored = Context.Evaluators.PassAtK(Options).Fit(View(Rows)).Transform(data);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => scored.GetColumn<float>("PassAt1").ToArray()).Message, message);
    }

    [TestMethod]
    public void A_grade_that_is_neither_0_nor_1_and_an_empty_name_are_told_of()
    {
        var single = new PassAtKOptions { SamplesColumnName = null };
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Context.Evaluators.PassAtK(Context.Data.LoadFromEnumerable(new[] { new Loose { C = 2 } }), single)).Message, "Row 0: column 'c' holds 2, expected a grade of 0 or 1.");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Context.Evaluators.PassAtK(Context.Data.LoadFromEnumerable(new[] { new Loose { Task = "" } }), single)).Message, "Row 0: column 'Task' is empty, expected a name.");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Context.Evaluators.PassAtK(View([Rows[0], new Graded { Checkpoint = "" }]), Options)).Message, "Row 1: column 'Checkpoint' is empty");
    }

    [TestMethod]
    public void No_row_at_all_is_refused() =>
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Context.Evaluators.PassAtK(View([]), Options)).Message, "There is no row to evaluate.");

    [TestMethod]
    public void Warnings_are_logged()
    {
        var context = new MLContext(1);
        var lines = new List<string>();
        context.Log += (_, e) => lines.Add(e.Message);
        context.Evaluators.PassAtK(context.Data.LoadFromEnumerable(Rows), Options);
        Assert.IsTrue(lines.Any(l => l.Contains("have fewer than 30 problems", StringComparison.Ordinal)), string.Join('\n', lines));
    }

    [TestMethod]
    public void Each_resample_is_told_of_and_may_stop_the_rest()
    {
        int done = 0;
        Assert.ThrowsExactly<OperationCanceledException>(() => PassAtKReport.From(Rows.Select(r => new GradedProblem(r.Task, r.N, r.C)), Options, seed: 1, count =>
        {
            done = count;
            if (count == 3)
                throw new OperationCanceledException();
        }));
        Assert.AreEqual(3, done);
    }

    private static IDataView View(Graded[] rows) => Context.Data.LoadFromEnumerable(rows);

    private sealed class Graded
    {
        public string Checkpoint { get; set; } = "early";

        public string Task { get; set; } = "t";

        [ColumnName("n")]
        public long N { get; set; }

        [ColumnName("c")]
        public long C { get; set; }
    }

    private sealed class Sample
    {
        public string Task { get; set; } = "";

        public bool IsRight { get; set; }

        public int Grade { get; set; }
    }

    private sealed class Loose
    {
        public string Task { get; set; } = "t";

        [ColumnName("n")]
        public double N { get; set; }

        [ColumnName("c")]
        public double C { get; set; }
    }
}
