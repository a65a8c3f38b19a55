using Microsoft.ML;
using Microsoft.ML.Data;
using ResearchML.LanguageModels;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class NextTokenTrainerTests
{
    private static readonly LanguageModelTrainerOptions Options = new()
    {
        Model = new DecoderConfig { Layers = 1, Width = 32, Heads = 2, ContextLength = 32 },
        Tokenizer = LanguageTokenizer.Bytes(),
        Training = new TrainingOptions { Steps = 20, BatchSize = 4, Seed = 1 },
    };

    private static MLContext? _context;
    private static IDataView? _data;
    private static LanguageModelTransformer? _model;

    [ClassInitialize]
    public static void Train(TestContext _)
    {
        _context = new MLContext(seed: 1);
        _data = Data(_context);
        _model = _context.LanguageModeling.Trainers.NextToken("Text", Options).Fit(_data);
    }

    [ClassCleanup]
    public static void Free() => _model!.Dispose();

    private static MLContext Context => _context!;

    private static IDataView Rows => _data!;

    private static LanguageModelTransformer Model => _model!;

    [TestMethod]
    public void It_adds_loss_tokens_and_bytes_to_every_row()
    {
        IDataView scored = Model.Transform(Rows);
        IReadOnlyList<TextScore> expected = Model.Model.Score([.. Rows.GetColumn<string>("Text")]);
        CollectionAssert.AreEqual(expected.Select(s => (float)s.LossNats).ToArray(), scored.GetColumn<float>("LossNats").ToArray());
        CollectionAssert.AreEqual(expected.Select(s => s.TokenCount).ToArray(), scored.GetColumn<int>("TokenCount").ToArray());
        CollectionAssert.AreEqual(expected.Select(s => s.ByteCount).ToArray(), scored.GetColumn<int>("ByteCount").ToArray());
    }

    [TestMethod]
    public void The_schema_promised_is_the_schema_given()
    {
        SchemaShape promised = Context.LanguageModeling.Trainers.NextToken("Text", Options).GetOutputSchema(Rows.Schema.ToShape());
        DataViewSchema given = Model.Transform(Rows).Schema;
        CollectionAssert.AreEqual(new[] { "Text", "Number", "LossNats", "TokenCount", "ByteCount" }, given.Select(c => c.Name).ToArray());
        CollectionAssert.AreEqual(given.Select(c => (c.Name, c.Type.ToString())).ToArray(), promised.Select(c => (c.Name, c.ItemType.ToString())).ToArray());
    }

    [TestMethod]
    public void Evaluate_weighs_rows_by_their_tokens()
    {
        LanguageModelingMetrics metrics = Context.LanguageModeling.Evaluate(Model.Transform(Rows));
        IReadOnlyList<TextScore> scores = Model.Model.Score([.. Rows.GetColumn<string>("Text")]);
        double nats = scores.Where(s => s.TokenCount > 0).Sum(s => s.LossNats * s.TokenCount);
        long tokens = scores.Sum(s => (long)s.TokenCount), bytes = scores.Sum(s => (long)s.ByteCount);
        Assert.AreEqual(nats / tokens, metrics.LossNats, 1e-6);
        Assert.AreEqual(Math.Exp(nats / tokens), metrics.Perplexity, 1e-4);
        Assert.AreEqual(nats / Math.Log(2) / bytes, metrics.BitsPerByte, 1e-6);
        Assert.AreEqual((tokens, bytes), (metrics.TokenCount, metrics.ByteCount));
    }

    [TestMethod]
    public void Null_and_empty_rows_have_no_loss_and_are_counted()
    {
        IDataView data = Context.Data.LoadFromEnumerable<TextRow>([new() { Text = null }, new() { Text = "abc" }, new() { Text = "" }]);
        IDataView scored = Model.Transform(data);
        CollectionAssert.AreEqual(new[] { true, false, true }, scored.GetColumn<float>("LossNats").Select(float.IsNaN).ToArray());
        LanguageModelingMetrics metrics = Context.LanguageModeling.Evaluate(scored);
        Assert.AreEqual((3L, 2L, 3L), (metrics.RowCount, metrics.EmptyRowCount, metrics.TokenCount));
        Assert.IsTrue(double.IsFinite(metrics.LossNats));
    }

    [TestMethod]
    public void A_fresh_process_that_only_loads_the_model_gives_the_same_bits() =>
        ChildProgram.MustScoreTheSameInAFreshProcess(Context, Model, Rows, "LossNats");

    [TestMethod]
    public void Two_fits_with_one_seed_give_the_same_bits_and_an_estimator_can_be_refitted()
    {
        NextTokenTrainer trainer = Context.LanguageModeling.Trainers.NextToken("Text", Options);
        using LanguageModelTransformer first = trainer.Fit(Rows), second = trainer.Fit(Rows);
        Assert.AreEqual(ChildProgram.Values(Model.Transform(Rows), "LossNats"), ChildProgram.Values(first.Transform(Rows), "LossNats"));
        Assert.AreEqual(ChildProgram.Values(first.Transform(Rows), "LossNats"), ChildProgram.Values(second.Transform(Rows), "LossNats"));
    }

    [TestMethod]
    public void Without_a_seed_of_its_own_it_takes_the_contexts()
    {
        string Scores(int seed)
        {
            var context = new MLContext(seed);
            using LanguageModelTransformer model = context.LanguageModeling.Trainers
                .NextToken("Text", Options with { Training = Options.Training with { Seed = null, Steps = 2 } }).Fit(Rows);
            return ChildProgram.Values(model.Transform(Rows), "LossNats");
        }
        Assert.AreEqual(Scores(5), Scores(5));
        Assert.AreNotEqual(Scores(5), Scores(6));
    }

    [TestMethod]
    public void Preview_scores_no_more_than_one_batch_of_rows()
    {
        int read = 0;
        IDataView data = Context.Data.LoadFromEnumerable(Enumerable.Range(0, 1000).Select(i =>
        {
            read++;
            return new TextRow { Text = $"row {i}" };
        }));
        Assert.HasCount(3, Model.Transform(data).Preview(3).RowView);
        Assert.IsLessThanOrEqualTo(65, read);
    }

    [TestMethod]
    public void It_works_between_in_box_transforms()
    {
        var pipeline = Context.Transforms.Text.NormalizeText("Text", "Text")
            .Append(Context.LanguageModeling.Trainers.NextToken("Text", Options with { Training = Options.Training with { Steps = 2 } }))
            .Append(Context.Transforms.ReplaceMissingValues("LossNats"))
            .Append(Context.Transforms.NormalizeMinMax("Scaled", "LossNats"));
        using var model = pipeline.Fit(Rows);
        float[] scaled = [.. model.Transform(Rows).GetColumn<float>("Scaled")];
        Assert.HasCount(30, scaled);
        Assert.AreEqual(1, scaled.Max(), 1e-6);
    }

    [TestMethod]
    public void A_prediction_engine_scores_one_text_at_a_time()
    {
        // The engine disposes what it is given: a copy of the model, loaded from its file.
        using var folder = new TemporaryFolder();
        Context.Model.Save(Model, Rows.Schema, folder["model.zip"]);
        using PredictionEngine<TextRow, Score> engine = Context.Model.CreatePredictionEngine<TextRow, Score>(Context.Model.Load(folder["model.zip"], out _));
        foreach (string text in new[] { "the cat", "something else", "the cat" })
        {
            Score score = engine.Predict(new TextRow { Text = text });
            Assert.AreEqual(Model.Model.Score([text])[0].LossNats, score.LossNats, 1e-5);
            Assert.AreEqual(text.Length, score.TokenCount);
        }
    }

    [TestMethod]
    public void A_learned_tokenizer_comes_back_with_the_model_file()
    {
        using var folder = new TemporaryFolder();
        LanguageTokenizer tokenizer = Context.LanguageModeling.TrainTokenizer(Rows, "Text", vocabularySize: 280);
        using LanguageModelTransformer model = Context.LanguageModeling.Trainers.NextToken("Text", Options with { Tokenizer = tokenizer, Training = Options.Training with { Steps = 2 } }).Fit(Rows);
        Context.Model.Save(model, Rows.Schema, folder["model.zip"]);
        using var back = (LanguageModelTransformer)Context.Model.Load(folder["model.zip"], out _);
        Assert.AreEqual(tokenizer.VocabularySize, back.Model.Tokenizer.VocabularySize);
        CollectionAssert.AreEqual(model.Transform(Rows).GetColumn<float>("LossNats").ToArray(), back.Transform(Rows).GetColumn<float>("LossNats").ToArray());
    }

    [TestMethod]
    public void Cursors_side_by_side_give_what_one_gives()
    {
        IDataView scored = Model.Transform(Rows);
        string expected = ChildProgram.Values(scored, "LossNats");
        Parallel.For(0, 8, _ => Assert.AreEqual(expected, ChildProgram.Values(scored, "LossNats")));
    }

    [TestMethod]
    public void Two_hundred_passes_leave_no_tensor_behind()
    {
        IDataView scored = Model.Transform(Context.Data.TakeRows(Rows, 3));
        LiveTensors.MustNotChange(200, () => _ = ChildProgram.Values(scored, "LossNats"));
    }

    [TestMethod]
    public void CrossValidation_by_hand_trains_a_model_for_each_fold()
    {
        foreach (TrainTestData fold in Context.Data.CrossValidationSplit(Rows, 2).Select(f => new TrainTestData(f.TrainSet, f.TestSet)))
        {
            using LanguageModelTransformer model = Context.LanguageModeling.Trainers.NextToken("Text", Options with { Training = Options.Training with { Steps = 2 } }).Fit(fold.Train);
            Assert.IsGreaterThan(0, Context.LanguageModeling.Evaluate(model.Transform(fold.Test)).TokenCount);
        }
    }

    [TestMethod]
    public void Training_reports_loss_and_speed_to_the_log()
    {
        var context = new MLContext(seed: 1);
        var messages = new List<string>();
        context.Log += (_, e) => messages.Add(e.Message);
        context.LanguageModeling.Trainers.NextToken("Text", Options with { Training = Options.Training with { Steps = 3 } }).Fit(Rows).Dispose();
        Assert.IsTrue(messages.Any(m => m.Contains("30 documents", StringComparison.Ordinal)), "what was read");
        Assert.IsTrue(messages.Any(m => m.Contains("Step 3: loss", StringComparison.Ordinal) && m.Contains("tokens/s", StringComparison.Ordinal)), "how it goes");
    }

    [TestMethod]
    public void A_missing_column_and_one_of_another_type_are_named()
    {
        NextTokenTrainer missing = Context.LanguageModeling.Trainers.NextToken("Body", Options), wrong = Context.LanguageModeling.Trainers.NextToken("Number", Options);
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => missing.Fit(Rows)).Message, "Could not find input column 'Body'");
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => missing.GetOutputSchema(Rows.Schema.ToShape())).Message, "Could not find input column 'Body'");
        StringAssert.StartsWith(
            Assert.Throws<ArgumentOutOfRangeException>(() => wrong.Fit(Rows)).Message, "Schema mismatch for input column 'Number': expected Text, got Single");
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => Model.Transform(Context.Data.LoadFromEnumerable([new Other()]))).Message, "Could not find input column 'Text'");
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => Context.LanguageModeling.Evaluate(Rows)).Message, "Could not find input column 'LossNats'");
    }

    [TestMethod]
    [TestCategory("Machine")] // the machine decides whether it applies
    public void A_GPU_that_is_not_there_is_an_error_only_without_fallback()
    {
        if (TorchSharp.torch.cuda.is_available())
            Assert.Inconclusive("This machine has a GPU.");
        var strict = new MLContext(1) { GpuDeviceId = 0, FallbackToCpu = false };
        StringAssert.Contains(
            Assert.Throws<InvalidOperationException>(() => strict.LanguageModeling.Trainers.NextToken("Text", Options).Fit(Rows)).Message, "GPU 0");
        var lenient = new MLContext(1) { GpuDeviceId = 0, FallbackToCpu = true };
        lenient.LanguageModeling.Trainers.NextToken("Text", Options with { Training = Options.Training with { Steps = 1 } }).Fit(Rows).Dispose();
    }

    [TestMethod]
    [TestCategory("Gpu")]
    public void Training_and_scoring_work_on_a_GPU()
    {
        if (!TorchSharp.torch.cuda.is_available())
            Assert.Inconclusive("No CUDA device here.");
        var context = new MLContext(1) { GpuDeviceId = 0, FallbackToCpu = false };
        using LanguageModelTransformer model = context.LanguageModeling.Trainers.NextToken("Text", Options).Fit(Rows);
        Assert.AreEqual(TorchSharp.DeviceType.CUDA, model.Model.Device.type);
        Assert.AreEqual(
            Context.LanguageModeling.Evaluate(Model.Transform(Rows)).LossNats, context.LanguageModeling.Evaluate(model.Transform(Rows)).LossNats, 0.05);
        Assert.AreEqual(16, model.Model.GenerateTokens([65], new GenerationOptions { MaxTokens = 16, StopAtEos = false }).Count);
    }

    [TestMethod]
    public void A_model_file_cut_in_half_is_refused()
    {
        using var folder = new TemporaryFolder();
        Context.Model.Save(Model, Rows.Schema, folder["model.zip"]);
        byte[] whole = File.ReadAllBytes(folder["model.zip"]);
        File.WriteAllBytes(folder["model.zip"], whole[..(whole.Length / 2)]);
        Exception e = Assert.Throws<Exception>(() => Context.Model.Load(folder["model.zip"], out _));
        Assert.IsTrue(e is FormatException or InvalidDataException or InvalidOperationException, e.ToString());
    }

    private static IDataView Data(MLContext context) =>
        context.Data.LoadFromEnumerable(Enumerable.Range(0, 30).Select(i => new TextRow { Text = i % 10 == 9 ? new string('z', 100) : $"the cat number {i} sat on the mat", Number = i }));

    private sealed record TrainTestData(IDataView Train, IDataView Test);

    private sealed class Other
    {
        public float X { get; set; }
    }

    private sealed class Score
    {
        public float LossNats { get; set; }

        public int TokenCount { get; set; }
    }
}
