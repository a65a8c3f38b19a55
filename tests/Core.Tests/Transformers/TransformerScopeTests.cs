using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML.Tests;

[TestClass]
public sealed class TransformerScopeTests
{
    private static readonly MLContext Context = new(1);
    private static readonly IDataView Data = TestRow.Load(Context, 40);

    [TestMethod]
    public void A_step_for_training_only_is_seen_by_the_trainer_alone()
    {
        var augment = new RepeatTransformer(Context);
        var seen = new RowCounter();
        TransformerChain<LongTextFilter> model = augment.ForTrainingOnly().Append(seen).Fit(Data);
        Assert.AreEqual(60, seen.Rows);
        Assert.AreEqual(40, model.Transform(Data).GetColumn<string>("Text").Count());
    }

    [TestMethod]
    public void Several_steps_for_training_are_chained_first()
    {
        var seen = new RowCounter();
        var model = new EstimatorChain<ITransformer>().Append(new RepeatTransformer(Context)).Append(new LongTextFilter(Context, 3)).ForTrainingOnly().Append(seen).Fit(Data);
        Assert.AreEqual(TestRow.Make(40).Where(r => r.Text.Length >= 3).Sum(r => r.Copies), seen.Rows);
        Assert.AreEqual(40, model.Transform(Data).GetColumn<string>("Text").Count());
    }

    [TestMethod]
    public void PredictionEngine_works_on_the_scoring_model_of_a_fitted_chain()
    {
        var model = new RepeatTransformer(Context).ForTrainingOnly().Append(new TextLengthTrainer(Context)).Fit(Data);
        Assert.AreEqual(model.LastTransformer.Transform(Data).GetColumn<float>("Score").First(), Predict(model.ScoringModel()));
    }

    [TestMethod]
    public void PredictionEngine_works_on_the_scoring_model_of_a_loaded_chain()
    {
        var model = new RepeatTransformer(Context).ForTrainingOnly().Append(new TextLengthTrainer(Context)).Fit(Data);
        ITransformer loaded = ModelFile.RoundTrip((ITransformer)model);
        Assert.AreEqual(Predict(model.ScoringModel()), Predict(loaded.ScoringModel()));
    }

    [TestMethod]
    public void Nested_chains_lose_their_training_steps_as_well()
    {
        var inner = new RepeatTransformer(Context).ForTrainingOnly().Append(new TextLengthTrainer(Context));
        var model = Context.Transforms.CopyColumns("Again", "Text").Append(inner).Append(Context.Transforms.CopyColumns("Score2", "Score")).Fit(Data);
        Assert.AreEqual(4, Flatten(model).Count());
        Assert.AreEqual(3, Flatten(model.ScoringModel()).Count());
        Assert.AreEqual(3, Flatten(ModelFile.RoundTrip((ITransformer)model).ScoringModel()).Count());
        Predict(model.ScoringModel());
    }

    [TestMethod]
    public void PredictionEngine_works_on_the_whole_chain_too_and_on_what_was_saved_of_it()
    {
        var model = new RepeatTransformer(Context).ForTrainingOnly().Append(new TextLengthTrainer(Context)).Fit(Data);
        Assert.AreEqual(Predict(model.ScoringModel()), Predict(model));
        Assert.AreEqual(Predict(model.ScoringModel()), Predict(ModelFile.RoundTrip((ITransformer)model)));
    }

    [TestMethod]
    public void PredictionEngine_needs_the_scoring_model_where_a_step_was_scoped_without_ForTrainingOnly()
    {
        var chain = new EstimatorChain<ITransformer>().Append(new RepeatTransformer(Context), TransformerScope.Training).Append(new TextLengthTrainer(Context));
        var model = chain.Fit(Data);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Predict(model));
        Predict(model.ScoringModel());
    }

    [TestMethod]
    public void A_filter_for_training_only_drops_no_held_out_row()
    {
        var folds = Context.Regression.CrossValidate(Data, new LongTextFilter(Context, 3).ForTrainingOnly().Append(new TextLengthTrainer(Context)), 2);
        Assert.AreEqual(40, folds.Sum(f => f.ScoredHoldOutSet.GetColumn<float>("Score").Count()));
    }

    [TestMethod]
    public void A_training_step_is_disposed_with_the_chain()
    {
        var trained = new Fixed(new TextLengthTransformer(Context));
        trained.ForTrainingOnly().Fit(Data).Dispose();
        Assert.IsTrue(trained.Transformer.Disposed);
    }

    [TestMethod]
    public void A_step_for_testing_does_not_score_either()
    {
        var chain = new EstimatorChain<ITransformer>().Append(new RepeatTransformer(Context), TransformerScope.TrainTest).Append(new TextLengthTrainer(Context));
        Assert.AreEqual(1, chain.Fit(Data).ScoringModel().Count());
    }

    [TestMethod]
    public void A_model_that_is_no_chain_is_the_only_step()
    {
        using var transformer = new TextLengthTransformer(Context);
        Assert.AreSame(transformer, transformer.ScoringModel().Single());
    }

    private static IEnumerable<ITransformer> Flatten(ITransformer model) =>
        model is IEnumerable<ITransformer> chain ? chain.SelectMany(Flatten) : [model];

    private static float Predict(ITransformer model)
    {
        using var engine = Context.Model.CreatePredictionEngine<TestRow, TestScore>(model, new PredictionEngineOptions { OwnsTransformer = false });
        return engine.Predict(TestRow.Make(1).First()).Score;
    }

    private sealed class Fixed(TextLengthTransformer transformer) : IEstimator<TextLengthTransformer>
    {
        public TextLengthTransformer Transformer => transformer;

        public TextLengthTransformer Fit(IDataView input) => transformer;

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema.With(TextLengthTransformer.Columns);
    }

    private sealed class RowCounter : IEstimator<LongTextFilter>
    {
        public int Rows { get; private set; }

        public LongTextFilter Fit(IDataView input)
        {
            Rows = input.GetColumn<string>("Text").Count();
            return new LongTextFilter(Context, 0);
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
    }
}
