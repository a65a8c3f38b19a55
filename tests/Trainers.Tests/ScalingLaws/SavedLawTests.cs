using Microsoft.ML;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class SavedLawTests
{
    private static readonly MLContext Context = new(1);

    [TestMethod]
    [DataRow("forms in N and D")]
    [DataRow("a caller's form")]
    [DataRow("a broken law")]
    [DataRow("distinct tokens, bits")]
    public void A_fresh_process_gives_the_same_scores_and_intervals(string law)
    {
        ScalingLawOptions options = law switch
        {
            "forms in N and D" => Laws.Options(ScalingLawForm.Chinchilla, ScalingLawForm.TiedExponents, ScalingLawForm.KaplanWithFloor) with { BootstrapSamples = 20 },
            "a caller's form" => Laws.Options(new CallersForm(), ScalingLawForm.TiedExponents) with { BootstrapSamples = 20, Selection = FormSelection.Best },
            "a broken law" => Laws.Options(ScalingLawForm.SmoothlyBroken(ScalingVariable.Compute)) with { BootstrapSamples = 20 },
            _ => Laws.Options(ScalingLawForm.DataConstrained, ScalingLawForm.Chinchilla) with { BootstrapSamples = 20, LossUnit = LossUnit.Bits },
        };
        IReadOnlyList<RunRow> runs = Laws.Noisy(Planted.Named(options.UniqueTokensColumnName is null ? "Chinchilla" : "DataConstrained").Runs, 0.01, seed: 4);
        IDataView data = Context.Data.LoadFromEnumerable(runs);
        ITransformer model = Context.Transforms.CopyColumns("N", "Parameters").Append(Context.Regression.Trainers.ScalingLaw(options)).Append(Context.Transforms.CopyColumns("Result", "ScoreUpper")).Fit(data);
        foreach (string column in law == "a caller's form" ? new[] { "Score", "ScoreLower", "Result" } : ["Result"])
            ChildProgram.MustScoreTheSameInAFreshProcess(Context, model, data, column);
    }

    [TestMethod]
    public void A_loaded_law_knows_all_that_the_saved_one_knew()
    {
        RunRow[] runs = [.. Laws.Noisy(Planted.Named("Chinchilla").Runs.SelectMany(r => new[] { r, r }), 0.01, seed: 4).Select((r, i) => r with { Group = "g" + i % 5 })];
        var options = Laws.Options(ScalingLawForm.Chinchilla, ScalingLawForm.TiedExponents) with
        {
            BootstrapSamples = 20,
            GroupColumnName = "Group",
            WeightColumnName = "Weight",
            Exclusions = [ExclusionRule.HighestLosses(2)],
        };
        ScalingLawTransformer saved = Laws.Train(runs, options), loaded = Load(saved);
        Assert.IsTrue(SeedTests.Bits(saved.Law).SequenceEqual(SeedTests.Bits(loaded.Law)));
        Assert.AreEqual(saved.ComputeOptimal(1e21), loaded.ComputeOptimal(1e21));
        Assert.AreEqual(saved.Law.PredictInterval(7e9, 2e12), loaded.Law.PredictInterval(7e9, 2e12));
        Assert.AreEqual(saved.Fits["Chinchilla"].LackOfFit, loaded.Fits["Chinchilla"].LackOfFit);
        Assert.IsNotNull(loaded.Fits["Chinchilla"].LackOfFit);
        CollectionAssert.AreEqual(saved.Law.Comparisons.ToArray(), loaded.Law.Comparisons.ToArray());
        Assert.AreEqual("the 2 highest losses", loaded.Law.Data.Excluded.Single().Rule);
        Assert.AreEqual(saved.Law.StatusAt(1e13, 1e13), loaded.Law.StatusAt(1e13, 1e13));
    }

    [TestMethod]
    public void A_law_without_all_forms_fitted_is_saved_too()
    {
        IEnumerable<RunRow> diagonal = Planted.Named("Chinchilla").Runs.Where((_, i) => i % 9 == 0).Take(6);
        ScalingLawTransformer law = Laws.Train(diagonal, Laws.Options(ScalingLawForm.TiedExponents, ScalingLawForm.Interaction) with { BootstrapSamples = 20 });
        Assert.AreEqual(FitStatus.FewerRunsThanParameters, Load(law).Fits["Interaction"].Status);
    }

    [TestMethod]
    public void Every_cut_of_a_law_is_refused_and_no_changed_length_asks_for_memory()
    {
        ScalingLaw law = Laws.Fit(Planted.Named("Chinchilla").Runs.Where((_, i) => i % 7 == 0), Laws.Options(ScalingLawForm.TiedExponents) with { BootstrapSamples = 20 });
        byte[] bytes = SeedTests.Bits(law);
        for (int length = 0; length < bytes.Length; length += 7)
        {
            var e = Assert.Throws<Exception>(() => ScalingLawFormat.Read(new MemoryStream(bytes, 0, length)), $"cut at {length}");
            Assert.IsTrue(e is InvalidDataException or EndOfStreamException, $"cut at {length}: {e}");
        }

        // The count of runs stands behind two enums, a level and a seed.
        BitConverter.TryWriteBytes(bytes.AsSpan(24), int.MaxValue);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => ScalingLawFormat.Read(new MemoryStream(bytes))).Message, "damaged");
    }

    [TestMethod]
    public void Changed_bytes_are_refused_as_data_or_read_as_other_numbers()
    {
        ScalingLaw law = Laws.Fit(Planted.Named("Chinchilla").Runs.Where((_, i) => i % 7 == 0), Laws.Options(ScalingLawForm.TiedExponents) with { BootstrapSamples = 20 });
        byte[] bytes = SeedTests.Bits(law);
        var others = new List<string>();
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 0x81;
            try
            {
                ScalingLawFormat.Read(new MemoryStream(changed));
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
            {
            }
            catch (Exception e)
            {
                others.Add($"byte {i}: {e.GetType().Name} {e.Message}");
            }
        }

        Assert.IsEmpty(others, string.Join('\n', others.Take(10)));
    }

    [TestMethod]
    [DataRow("SmoothlyBroken:Nothing")]
    [DataRow("class:System.String")]
    [DataRow("class:No.Such, Assembly")]
    [DataRow("Unheard")]
    public void An_unknown_form_is_named(string name)
    {
        var e = Assert.ThrowsExactly<InvalidDataException>(() => ScalingLawFormName.Resolve(name));
        StringAssert.StartsWith(e.Message, $"The model has a scaling-law form '{name}' that this program does not know.");
    }

    [TestMethod]
    public void A_form_that_its_class_alone_does_not_make_again_is_not_saved()
    {
        ScalingLawTransformer law = Laws.Train(Planted.Named("Chinchilla").Runs, Laws.Options(new Shifted(9)));
        using var folder = new TemporaryFolder();
        var e = Assert.Throws<NotSupportedException>(() => Context.Model.Save(law, null, folder["law.zip"]));
        StringAssert.StartsWith(e.Message, "A law with form 'Shifted' cannot be saved: one made by ");
        Load(Laws.Train(Planted.Named("Chinchilla").Runs, Laws.Options(new Shifted(8))));   // as the constructor without parameters makes it
    }

    [TestMethod]
    public void Names_of_forms_lead_back_to_them()
    {
        foreach (ScalingLawForm form in (ScalingLawForm[])[.. Planted.All.Select(p => p.Form), new CallersForm()])
        {
            ScalingLawForm found = ScalingLawFormName.Resolve(ScalingLawFormName.Of(form));
            Assert.AreEqual(form.GetType(), found.GetType());
            Assert.AreEqual(form.Name, found.Name);
        }
    }

    private static ScalingLawTransformer Load(ScalingLawTransformer law)
    {
        using var folder = new TemporaryFolder();
        Context.Model.Save(law, Context.Data.LoadFromEnumerable<RunRow>([]).Schema, folder["law.zip"]);
        return (ScalingLawTransformer)Context.Model.Load(folder["law.zip"], out _);
    }

    public sealed class Shifted(double by) : ScalingLawForm("Shifted", ScalingLawCoordinate.Coefficient("E"), ScalingLawCoordinate.Coefficient("A"), ScalingLawCoordinate.Searched("alpha", 0.01, 2))
    {
        public Shifted()
            : this(8)
        {
        }

        public override double Evaluate(ScalingPoint point, ReadOnlySpan<double> coordinates, Span<double> gradient)
        {
            double n = point.LogParameters - by * Math.Log(10), size = Math.Exp(-coordinates[2] * n);
            (gradient[0], gradient[1], gradient[2]) = (1, size, -n * coordinates[1] * size);
            return coordinates[0] + coordinates[1] * size;
        }
    }
}
