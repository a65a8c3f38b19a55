using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML.Tests;

/// <summary>Components from outside between ML.NET's own.</summary>
[TestClass]
public sealed class CompositionTests
{
    private static readonly MLContext Context = new(1);
    private static readonly IDataView Data = TestRow.Load(Context, 70);

    [TestMethod]
    public void In_box_transforms_work_before_and_after()
    {
        var model = Context.Transforms.CopyColumns("Copied", "Text")
            .Append(new TextLengthTrainer(Context, "Copied"))
            .Append(Context.Transforms.NormalizeMinMax("Scaled", "Parts"))
            .Fit(Data);
        Assert.AreEqual(1f, model.Transform(Data).GetColumn<float[]>("Scaled").Max(v => v[0]));
    }

    [TestMethod]
    public void An_in_box_trainer_learns_from_an_output()
    {
        var pipeline = new TextLengthTrainer(Context).Append(Context.Regression.Trainers.Sdca(featureColumnName: "Parts"));
        Assert.IsGreaterThan(0.9, Context.Regression.Evaluate(pipeline.Fit(Data).Transform(Data)).RSquared);
    }

    [TestMethod]
    public void Evaluate_and_CrossValidate_take_our_score()
    {
        var trainer = new TextLengthTrainer(Context);
        Assert.IsGreaterThan(0.9, Context.Regression.Evaluate(trainer.Fit(Data).Transform(Data)).RSquared);
        var folds = Context.Regression.CrossValidate(Data, trainer, 3);
        Assert.HasCount(3, folds);
        foreach (var fold in folds)
            Assert.IsGreaterThan(0.9, fold.Metrics.RSquared);
    }

    [TestMethod]
    public void CrossValidate_takes_an_augmented_trainer()
    {
        var folds = Context.Regression.CrossValidate(Data, new RepeatTransformer(Context).ForTrainingOnly().Append(new TextLengthTrainer(Context)), 2);
        Assert.AreEqual(70, folds.Sum(f => f.ScoredHoldOutSet.GetColumn<float>("Score").Count()));
    }

    [TestMethod]
    public void Cache_skip_take_shuffle_and_filter_work_on_the_output()
    {
        IDataView scored = new TextLengthTrainer(Context).Fit(Data).Transform(Data);
        float[] scores = [.. scored.GetColumn<float>("Score")];
        CollectionAssert.AreEqual(scores, Context.Data.Cache(scored).GetColumn<float>("Score").ToArray());
        CollectionAssert.AreEqual(scores[10..15], Context.Data.TakeRows(Context.Data.SkipRows(scored, 10), 5).GetColumn<float>("Score").ToArray());
        CollectionAssert.AreEquivalent(scores, Context.Data.ShuffleRows(scored, 3).GetColumn<float>("Score").ToArray());
        CollectionAssert.AreEqual(scores.Where(s => s is >= 2 and < 8).ToArray(), Context.Data.FilterRowsByColumn(scored, "Score", 2, 8).GetColumn<float>("Score").ToArray());
    }

    [TestMethod]
    public void SaveAsBinary_keeps_every_column()
    {
        IDataView scored = new TextLengthTrainer(Context).Fit(Data).Transform(Data);
        using var stream = new MemoryStream();
        Context.Data.SaveAsBinary(scored, stream);
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, stream.ToArray());
            IDataView back = Context.Data.LoadFromBinary(path);
            string WithoutIds(IDataView view) => string.Join('\n', BatchedTransformerTests.Describe(view, _ => true).Split('\n').Select(line => line[(line.IndexOf(' ') + 1)..]));
            Assert.AreEqual(WithoutIds(scored), WithoutIds(back));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void An_estimator_is_refitted_to_other_data()
    {
        var trainer = new TextLengthTrainer(Context);
        float[] first = [.. trainer.Fit(Data).Transform(Data).GetColumn<float>("Score")];
        trainer.Fit(Context.Data.TakeRows(Data, 7));
        CollectionAssert.AreEqual(first, trainer.Fit(Data).Transform(Data).GetColumn<float>("Score").ToArray());
    }

    [TestMethod]
    public void A_pipeline_finds_a_schema_error_before_any_row_is_read()
    {
        var observed = new ObservedView(Data);
        var pipeline = Context.Transforms.CopyColumns("Copied", "Features").Append(new TextLengthTrainer(Context, "Copied"));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => pipeline.GetOutputSchema(observed.Schema.ToShape()));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => pipeline.Fit(observed));
        Assert.AreEqual(0, observed.RowsRead);
    }

    [TestMethod]
    public void A_score_column_is_known_as_one()
    {
        DataViewSchema.Column score = new TextLengthTransformer(Context).GetOutputSchema(Data.Schema)["Score"];
        ReadOnlyMemory<char> kind = default;
        score.Annotations.GetValue("ScoreColumnKind", ref kind);
        Assert.AreEqual("Regression", kind.ToString());
    }

    [TestMethod]
    public void Permutation_importance_runs_on_our_score()
    {
        var model = new TextLengthTrainer(Context).Append(Context.Regression.Trainers.Sdca(featureColumnName: "Parts")).Fit(Data);
        var importance = Context.Regression.PermutationFeatureImportance(model.LastTransformer, model.Transform(Data));
        Assert.HasCount(2, importance);
    }
}
