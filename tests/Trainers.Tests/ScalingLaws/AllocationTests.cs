namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class AllocationTests
{
    private const double Budget = 1e21;
    private static readonly Planted Chinchilla = Planted.Named("Chinchilla");
    private static readonly ScalingLaw Law = Laws.Fit(Chinchilla.Runs, Laws.Options(ScalingLawForm.Chinchilla));

    // Hoffmann et al. 2022, equation 4: N* = G·(C/6)^(β/(α+β)), G = (αA/βB)^(1/(α+β)).
    private static double ClosedForm(double flops)
    {
        var p = Chinchilla.Truth;
        double g = Math.Pow(p["alpha"] * p["A"] / (p["beta"] * p["B"]), 1 / (p["alpha"] + p["beta"]));
        return g * Math.Pow(flops / 6, p["beta"] / (p["alpha"] + p["beta"]));
    }

    [TestMethod]
    [DataRow(1e19)]
    [DataRow(1e21)]
    [DataRow(1e24)]
    public void Chinchillas_optimum_is_its_closed_form(double flops)
    {
        Allocation best = Law.ComputeOptimal(flops);
        Assert.AreEqual(AllocationStatus.Optimal, best.Status);
        // The slope is a difference of losses at a step of 1e-3: 1e-16/1e-3, over a curvature of 0.05.
        Assert.AreEqual(1, best.Parameters / ClosedForm(flops), 1e-8);
        Assert.AreEqual(flops, 6 * best.Parameters * best.Tokens, flops * 1e-10);
        Assert.AreEqual(Chinchilla.At(best.Parameters, best.Tokens), best.Loss, 1e-9);
        Assert.AreEqual(best.Tokens / best.Parameters, best.TokensPerParameter, 1e-9 * best.TokensPerParameter);
        Assert.IsTrue(double.IsNaN(best.Parameters.Lower), "no bootstrap, no interval");
        Assert.AreEqual(0, best.ReplicatesWithout);
    }

    [TestMethod]
    [DataRow("KaplanWithFloor")]
    [DataRow("Generalized")]
    [DataRow("SizeDependentData")]
    [DataRow("Ratio")]
    [DataRow("Interaction")]
    [DataRow("TiedExponents")]
    public void Every_forms_optimum_is_lower_than_its_neighbours(string form)
    {
        Planted planted = Planted.Named(form);
        Allocation best = Laws.Fit(planted.Runs, Laws.Options(planted.Form)).ComputeOptimal(Budget);
        Assert.AreEqual(AllocationStatus.Optimal, best.Status);
        double brute = Enumerable.Range(-20_000, 40_001).Select(i => best.Parameters * Math.Exp(i * 5e-4)).MinBy(n => planted.At(n, Budget / 6 / n));
        Assert.AreEqual(1, best.Parameters / brute, 5.1e-4, "the lattice's step");
    }

    [TestMethod]
    public void Tokens_to_be_served_make_the_best_model_smaller()
    {
        Allocation none = Law.ComputeOptimal(Budget), some = Law.ComputeOptimal(Budget, new AllocationOptions { InferenceTokens = 1e11 }), many = Law.ComputeOptimal(Budget, new AllocationOptions { InferenceTokens = 1e12 });
        Assert.IsLessThan(none.Parameters.Value, some.Parameters.Value);
        Assert.IsLessThan(some.Parameters.Value, many.Parameters.Value);
        Assert.AreEqual(Budget, 6 * many.Parameters * many.Tokens + 2 * many.Parameters * 1e12, Budget * 1e-10);
        double brute = Planted.Geometric(1e7, 1e10, 200_001).Where(n => Budget > 2e12 * n).MinBy(n => Chinchilla.At(n, (Budget - 2e12 * n) / 6 / n));
        Assert.AreEqual(1, many.Parameters / brute, 1e-4);
    }

    [TestMethod]
    public void Another_cost_of_training_is_minded()
    {
        // Twice the cost is half the budget; attention's term, which grows with N to a power below 1, favours larger models.
        Assert.AreEqual(1, Law.ComputeOptimal(Budget, new AllocationOptions { TrainingFlops = (n, d) => 12 * n * d }).Parameters / ClosedForm(Budget / 2), 1e-7);
        Allocation attention = Law.ComputeOptimal(Budget, new AllocationOptions { TrainingFlops = (n, d) => 6 * n * d + 3e3 * Math.Pow(n, 2.0 / 3) * d });
        Assert.AreEqual(1, (6 * attention.Parameters + 3e3 * Math.Pow(attention.Parameters, 2.0 / 3)) * attention.Tokens / Budget, 1e-9);
        double brute = Planted.Geometric(1e8, 1e11, 200_001).MinBy(n => Chinchilla.At(n, Budget / (6 * n + 3e3 * Math.Pow(n, 2.0 / 3))));
        Assert.AreEqual(1, attention.Parameters / brute, 1e-4);
    }

    [TestMethod]
    public void Given_tokens_per_parameter_nothing_is_optimised()
    {
        Allocation twenty = Law.ComputeOptimal(Budget, new AllocationOptions { TokensPerParameter = 20 });
        Assert.AreEqual(AllocationStatus.FixedRatio, twenty.Status);
        Assert.AreEqual(1, twenty.Parameters / Math.Sqrt(Budget / 120), 1e-10);
        Assert.AreEqual(20, twenty.TokensPerParameter, 1e-9);
        Assert.IsGreaterThan(Law.ComputeOptimal(Budget).Loss.Value, twenty.Loss.Value);
        Allocation served = Law.ComputeOptimal(Budget, new AllocationOptions { TokensPerParameter = 20, InferenceTokens = 1e11 });
        Assert.AreEqual(Budget, 6 * served.Parameters * served.Tokens + 2 * served.Parameters * 1e11, Budget * 1e-9);
    }

    [TestMethod]
    public void Without_repeats_the_best_is_to_use_all_distinct_tokens_once()
    {
        Allocation free = Law.ComputeOptimal(Budget), limited = Law.ComputeOptimal(Budget, new AllocationOptions { UniqueTokens = free.Tokens / 4 });
        Assert.AreEqual(AllocationStatus.DataLimited, limited.Status);
        Assert.AreEqual(1, limited.Tokens / (free.Tokens / 4), 1e-9);
        Assert.AreEqual(Budget, 6 * limited.Parameters * limited.Tokens, Budget * 1e-9);
        Allocation enough = Law.ComputeOptimal(Budget, new AllocationOptions { UniqueTokens = free.Tokens * 4 });
        Assert.AreEqual(AllocationStatus.Optimal, enough.Status);
        Assert.AreEqual(1, enough.Parameters / free.Parameters, 1e-8);
    }

    [TestMethod]
    public void A_form_that_knows_repeats_repeats_and_pays_for_it()
    {
        Planted planted = Planted.Named("DataConstrained");
        ScalingLawFit fit = Laws.FitForm(planted.Runs, planted.Form);
        Allocation free = fit.ComputeOptimal(Budget), limited = fit.ComputeOptimal(Budget, new AllocationOptions { UniqueTokens = free.Tokens / 20 });
        Assert.AreEqual(AllocationStatus.Optimal, limited.Status);
        Assert.IsGreaterThan(free.Tokens / 20, limited.Tokens.Value);
        Assert.IsGreaterThan(free.Loss.Value, limited.Loss.Value);
        double brute = Planted.Geometric(1e8, 1e11, 100_001).MinBy(n => planted.At(n, Budget / 6 / n, Math.Min(free.Tokens / 20, Budget / 6 / n)));
        Assert.AreEqual(1, limited.Parameters / brute, 1e-3);
    }

    [TestMethod]
    public void A_law_of_one_variable_divides_nothing()
    {
        Planted planted = Planted.Named("SmoothlyBroken(Compute)");
        ScalingLaw law = Laws.Fit(planted.Runs, Laws.Options(planted.Form) with { ConfidenceLevel = 0.8 });
        Allocation none = law.ComputeOptimal(Budget);
        Assert.AreEqual(AllocationStatus.OneVariable, none.Status);
        Assert.IsTrue(double.IsNaN(none.Loss) && double.IsNaN(none.Parameters));
        Assert.AreEqual(0.8, none.Loss.Level);
        Assert.AreEqual(AllocationStatus.FixedRatio, law.ComputeOptimal(Budget, new AllocationOptions { TokensPerParameter = 20 }).Status);
    }

    [TestMethod]
    public void A_loss_that_falls_to_the_end_of_what_can_be_bought_is_unbounded()
    {
        // Loss falls with N alone: at one budget ever larger models on ever fewer tokens are ever better.
        RunRow[] runs = [.. Chinchilla.Runs.Select(r => r with { Label = 1.7 + 400 / Math.Pow(r.Parameters, 0.34) })];
        Allocation none = Laws.Fit(runs, Laws.Options(ScalingLawForm.Chinchilla)).ComputeOptimal(Budget);
        Assert.AreEqual(AllocationStatus.Unbounded, none.Status);
        Assert.IsTrue(double.IsNaN(none.Parameters));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(-1)]
    [DataRow(double.NaN)]
    [DataRow(double.PositiveInfinity)]
    public void A_budget_that_is_none_is_refused(double flops)
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Law.ComputeOptimal(flops));
        StringAssert.StartsWith(e.Message, FormattableString.Invariant($"A budget is a positive finite number of FLOP, but is {flops}."));
    }

    [TestMethod]
    public void A_budget_below_one_parameter_and_token_is_unreachable()
    {
        Assert.AreEqual(AllocationStatus.BudgetUnreachable, Law.ComputeOptimal(1).Status);
        Assert.AreEqual(AllocationStatus.BudgetUnreachable, Law.ComputeOptimal(1, new AllocationOptions { TokensPerParameter = 20 }).Status);
        Assert.AreEqual(AllocationStatus.BudgetUnreachable, Law.ComputeOptimal(1e12, new AllocationOptions { InferenceTokens = 1e12 }).Status, "2e12 FLOP to serve one parameter");
    }

    [TestMethod]
    public void A_cost_that_does_not_rise_is_refused_with_where()
    {
        foreach (Func<double, double, double> cost in (Func<double, double, double>[])[(_, _) => 1, (n, d) => 1e30 / n / d, (_, _) => double.NaN, (n, d) => -6 * n * d, (n, d) => 6 * n * d * (1.5 + Math.Sin(3 * Math.Log(d)))])
            StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentException>(() => Law.ComputeOptimal(Budget, new AllocationOptions { TrainingFlops = cost })).Message, "AllocationOptions.TrainingFlops must be positive and finite and rise with N and D, but rising ");
    }

    [TestMethod]
    [DataRow(1.0)]
    [DataRow(100.0)]
    [DataRow(1e6)]
    public void Next_to_no_distinct_tokens_are_all_used_by_the_best_model_for_them(double tokens)
    {
        Allocation none = Law.ComputeOptimal(Budget, new AllocationOptions { UniqueTokens = tokens });
        Assert.AreEqual(AllocationStatus.DataLimited, none.Status);
        Assert.AreEqual(1, none.Tokens / tokens, 1e-12);
        Assert.IsTrue(none.Fit.HasFlag(FitStatus.Extrapolated));
        // Chinchilla's loss falls with N: the whole budget, or as far as is looked.
        Assert.AreEqual(1, none.Parameters / Math.Min(Budget / 6 / tokens, 1e10 * Math.Exp(40)), 1e-6);
    }

    [TestMethod]
    public void Distinct_tokens_too_few_for_the_budget_leave_money_over_where_a_larger_model_is_worse()
    {
        Planted planted = Planted.Named("Ratio");   // at one D, ever larger models are undertrained ever more
        Allocation limited = Laws.FitForm(planted.Runs, planted.Form).ComputeOptimal(1e24, new AllocationOptions { UniqueTokens = 1e9 });
        double brute = Planted.Geometric(1e6, 1e14, 400_001).MinBy(n => planted.At(n, 1e9));
        Assert.AreEqual(AllocationStatus.DataLimited, limited.Status);
        Assert.AreEqual(1, limited.Parameters / brute, 1e-4);
        Assert.IsLessThan(1e24, 6 * limited.Parameters * limited.Tokens);
    }

    [TestMethod]
    [DataRow(1e9, 1e12)]
    [DataRow(1e9, 2e12)]
    [DataRow(1e10, 3e13)]
    [DataRow(1e9, 0.0)]
    public void With_tokens_to_be_served_distinct_ones_can_still_run_out(double unique, double served)
    {
        Allocation limited = Law.ComputeOptimal(1e22, new AllocationOptions { UniqueTokens = unique, InferenceTokens = served });
        Assert.AreEqual(AllocationStatus.DataLimited, limited.Status);
        Assert.AreEqual(1, limited.Tokens / unique, 1e-12);
        Assert.AreEqual(1, limited.Parameters / (1e22 / (6 * unique + 2 * served)), 1e-9);   // Chinchilla's loss falls with N: all of the budget
        Allocation own = Law.ComputeOptimal(1e22, new AllocationOptions { UniqueTokens = unique, TrainingFlops = (n, d) => 6 * n * d + 2 * n * served });
        Assert.AreEqual((AllocationStatus.DataLimited, 1.0), (own.Status, Math.Round(own.Parameters / limited.Parameters, 9)));
    }

    [TestMethod]
    public void However_much_is_to_be_served_the_optimum_is_lower_than_its_neighbours()
    {
        foreach (double served in (double[])[1e12, 1e14, 1e16, 3e16, 1e17])
        {
            Allocation best = Law.ComputeOptimal(Budget, new AllocationOptions { InferenceTokens = served });
            Assert.AreEqual(AllocationStatus.Optimal, best.Status);
            double brute = Planted.Geometric(1e3, 1e13, 400_001).Min(d => Chinchilla.At(Budget / (6 * d + 2 * served), d));
            Assert.IsLessThanOrEqualTo(brute * (1 + 1e-9), best.Loss.Value, FormattableString.Invariant($"{served}"));
        }
    }

    [TestMethod]
    public void A_cap_next_to_the_optimum_changes_it_little()
    {
        Allocation free = Law.ComputeOptimal(Budget);
        foreach (double shift in (double[])[-0.01, -0.0025, -0.002, -0.001, 0, 0.001, 0.0019, 0.00225, 0.0024, 0.0026, 0.01])
        {
            Allocation capped = Law.ComputeOptimal(Budget, new AllocationOptions { UniqueTokens = free.Tokens * Math.Exp(shift) });
            Assert.AreEqual(shift > 1e-6 ? AllocationStatus.Optimal : AllocationStatus.DataLimited, capped.Status, FormattableString.Invariant($"{shift}"));
            Assert.AreEqual(Math.Min(0, shift), Math.Log(capped.Tokens / free.Tokens), 1e-7);
        }
    }

    [TestMethod]
    public void A_part_of_the_cost_that_never_changes_is_paid_first()
    {
        Allocation best = Law.ComputeOptimal(2 * Budget, new AllocationOptions { TrainingFlops = (n, d) => 6 * n * d + Budget });
        Assert.AreEqual(1, best.Parameters / ClosedForm(Budget), 1e-6);
        Assert.AreEqual(AllocationStatus.Optimal, Law.ComputeOptimal(Budget, new AllocationOptions { TrainingFlops = (n, d) => Math.Ceiling(6 * n * d / 1e15) * 1e15 + 1 }).Status);
    }

    [TestMethod]
    public void A_form_that_was_not_fitted_allocates_nothing()
    {
        RunRow[] runs = [.. Planted.Geometric(1e8, 1e12, 12).Select(d => Chinchilla.Run(1e9, d))];
        ScalingLawFit none = Laws.Fit(runs, Laws.Options(ScalingLawForm.Chinchilla, ScalingLawForm.SmoothlyBroken(ScalingVariable.Tokens))).Fits["Chinchilla"];
        Assert.IsFalse(none.Status.IsUsable());
        Assert.AreEqual(AllocationStatus.NotFitted, none.ComputeOptimal(Budget).Status);
        Assert.AreEqual(AllocationStatus.NotFitted, none.ComputeOptimal(Budget, new AllocationOptions { TokensPerParameter = 20 }).Status);
        Assert.AreEqual(none.Status, none.ComputeOptimal(Budget).Fit);
    }

    [TestMethod]
    [DataRow(0.03, 0.05)]
    [DataRow(0.05, 0.03)]
    public void A_form_that_turns_negative_has_no_optimum(double n, double d)
    {
        // A plane in ln N and ln D: at any budget it falls without end, and at a large one below 0 within what can be bought.
        RunRow[] runs = [.. Chinchilla.Runs.Select(r => r with { Label = 6 - n * Math.Log(r.Parameters) - d * Math.Log(r.Tokens) })];
        ScalingLawFit plane = Laws.FitForm(runs, new Plane());
        foreach (double flops in (double[])[1e21, 1e35, 1e60])
            Assert.AreEqual(AllocationStatus.Unbounded, plane.ComputeOptimal(flops).Status, FormattableString.Invariant($"{flops}"));
        Assert.AreEqual(AllocationStatus.NoFiniteLoss, plane.ComputeOptimal(1e200).Status);
    }

    [TestMethod]
    public void Two_forms_of_one_variable_each_divide_nothing()
    {
        ScalingLaw law = Laws.Fit(Chinchilla.Runs, Laws.Options(ScalingLawForm.SmoothlyBroken(ScalingVariable.Parameters), ScalingLawForm.SmoothlyBroken(ScalingVariable.Tokens)));
        Assert.AreEqual(AllocationStatus.OneVariable, law.ComputeOptimal(Budget).Status);
    }

    [TestMethod]
    public void The_ways_to_name_a_model_of_a_budget_agree()
    {
        foreach (AllocationOptions options in (AllocationOptions[])[new(), new() { InferenceTokens = 3e12 }, new() { InferenceTokens = 3e12, TrainingFlops = (n, d) => 5 * n * d }])
        {
            var path = new BudgetPath(Budget, options);
            foreach (double d in (double[])[1e3, 1e9, 1e12, 1e14])
            {
                double n = path.LogParameters(Math.Log(d)), cost = (options.TrainingFlops is null ? 6 : 5) * Math.Exp(n) * d + 2 * Math.Exp(n) * options.InferenceTokens;
                Assert.AreEqual(1, cost / Budget, 1e-10);
                if (d > 1e6)
                    Assert.AreEqual(Math.Log(d), path.LogTokens(n), 1e-6, "where serving is not nearly all");
                Assert.AreEqual(n, path.AtRatio(Math.Log(d) - n).Parameters, 1e-10);
                Assert.AreEqual(Math.Log(d), path.AtRatio(Math.Log(d) - n).Tokens, 1e-9);
            }
        }
    }

    [TestMethod]
    public void A_form_that_knows_repeats_may_repeat_at_a_given_ratio()
    {
        Planted planted = Planted.Named("DataConstrained");
        ScalingLawFit fit = Laws.FitForm(planted.Runs, planted.Form);
        Allocation repeated = fit.ComputeOptimal(Budget, new AllocationOptions { TokensPerParameter = 20, UniqueTokens = 1e9 });
        Assert.AreEqual((AllocationStatus.FixedRatio, 1.0), (repeated.Status, Math.Round(repeated.Parameters / Math.Sqrt(Budget / 120), 9)));
        Assert.AreEqual(planted.At(repeated.Parameters, repeated.Tokens, 1e9), repeated.Loss, 1e-6);
        Assert.IsFalse(repeated.Fit.HasFlag(FitStatus.RepeatedEpochs), "it knows");
    }

    [TestMethod]
    public void A_given_ratio_keeps_to_the_distinct_tokens()
    {
        Allocation limited = Law.ComputeOptimal(Budget, new AllocationOptions { TokensPerParameter = 20, UniqueTokens = 1e9 });
        Assert.AreEqual((AllocationStatus.DataLimited, 1.0, 1.0), (limited.Status, Math.Round(limited.Tokens / 1e9, 9), Math.Round(limited.Parameters / 5e7, 9)));
        Assert.AreEqual(AllocationStatus.BudgetUnreachable, Law.ComputeOptimal(Budget, new AllocationOptions { TokensPerParameter = 20, UniqueTokens = 5 }).Status, "a quarter of a parameter");
    }

    [TestMethod]
    public void Far_beyond_the_data_the_closed_form_still_holds_and_is_called_far()
    {
        Allocation far = Law.ComputeOptimal(1e40);
        Assert.AreEqual(AllocationStatus.Optimal, far.Status);
        Assert.AreEqual(1, far.Parameters / ClosedForm(1e40), 1e-6);
        Assert.IsTrue(far.Fit.HasFlag(FitStatus.Extrapolated));
    }

    [TestMethod]
    public void Options_keep_the_laws_level_and_an_interval_holds_its_value()
    {
        ScalingLaw law = Laws.Fit(Laws.Noisy(Chinchilla.Runs, 0.02, 4), Laws.Options(ScalingLawForm.Chinchilla, ScalingLawForm.Ratio, ScalingLawForm.KaplanWithFloor) with { ConfidenceLevel = 0.5, BootstrapSamples = 40 });
        Assert.AreEqual(0.5, law.ComputeOptimal(Budget, new AllocationOptions { InferenceTokens = 1e9 }).Loss.Level);
        Allocation wide = law.ComputeOptimal(Budget, new AllocationOptions { ConfidenceLevel = 0.9 });
        Assert.AreEqual(0.9, wide.Tokens.Level);
        Assert.IsGreaterThan(law.ComputeOptimal(Budget).Tokens.Upper, wide.Tokens.Upper);
        foreach (double flops in (double[])[1e15, 1e18, 1e21, 1e24, 1e27])
        {
            Allocation best = law.ComputeOptimal(flops);
            foreach (var e in (ResearchML.Statistics.Estimate[])[best.Parameters, best.Tokens, best.Loss, best.TokensPerParameter, law.PredictInterval(best.Parameters, best.Tokens)])
                Assert.IsTrue(e.Lower <= e.Value && e.Value <= e.Upper, e.ToString());
        }
    }

    [TestMethod]
    [DataRow(nameof(AllocationOptions.InferenceTokens), -1, "must be finite and not negative")]
    [DataRow(nameof(AllocationOptions.InferenceTokens), double.PositiveInfinity, "must be finite and not negative")]
    [DataRow(nameof(AllocationOptions.TokensPerParameter), 0, "must be positive and finite")]
    [DataRow(nameof(AllocationOptions.TokensPerParameter), double.NaN, "must be positive and finite")]
    [DataRow(nameof(AllocationOptions.UniqueTokens), 0.5, "must be at least 1 and finite")]
    [DataRow(nameof(AllocationOptions.ConfidenceLevel), 1, "must lie between 0 and 1")]
    [DataRow(nameof(AllocationOptions.ConfidenceLevel), double.NaN, "must lie between 0 and 1")]
    public void An_option_out_of_range_is_named(string option, double value, string rule)
    {
        AllocationOptions options = option switch
        {
            nameof(AllocationOptions.InferenceTokens) => new() { InferenceTokens = value },
            nameof(AllocationOptions.TokensPerParameter) => new() { TokensPerParameter = value },
            nameof(AllocationOptions.UniqueTokens) => new() { UniqueTokens = value },
            _ => new() { ConfidenceLevel = value },
        };
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Law.ComputeOptimal(Budget, options));
        StringAssert.StartsWith(e.Message, FormattableString.Invariant($"AllocationOptions.{option} {rule}, but is {value}."));
    }

    private sealed class Plane() : ScalingLawForm("Plane", ScalingLawCoordinate.Coefficient("a"), ScalingLawCoordinate.Searched("n", -1, 0), ScalingLawCoordinate.Searched("d", -1, 0))
    {
        public override double Evaluate(ScalingPoint point, ReadOnlySpan<double> coordinates, Span<double> gradient)
        {
            (gradient[0], gradient[1], gradient[2]) = (1, point.LogParameters, point.LogTokens);
            return coordinates[0] + coordinates[1] * point.LogParameters + coordinates[2] * point.LogTokens;
        }
    }
}
