namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class EmergenceAlignmentTests
{
    [TestMethod]
    public void A_checkpoint_with_few_problems_is_left_out_and_costs_the_others_none()
    {
        EmergenceTask task = Counts.Align([.. Counts.Checkpoint("a", 1, 10, 1, 1, 1, 1), .. Counts.Checkpoint("a", 2, 10, 2, 2, 2, 2), .. Counts.Checkpoint("b", 1, 10, 3)], 1);
        Assert.HasCount(2, task.Checkpoints);
        Assert.HasCount(4, task.ProblemNames);
        Assert.AreEqual((1, 0), (task.DroppedCheckpoints, task.DroppedProblems));
        CollectionAssert.Contains(task.Remarks.ToArray(), "b at 1 is left out: it has 1 of 4 problems.");
    }

    [TestMethod]
    public void Problems_that_a_checkpoint_lacks_are_left_out_of_all()
    {
        EmergenceTask task = Counts.Align([.. Counts.Checkpoint("a", 1, 10, 1, 1, 9), .. Counts.Checkpoint("a", 2, 10, 2, 2)], 1);
        CollectionAssert.AreEqual(new[] { "p0", "p1" }, task.ProblemNames.ToArray());
        Assert.AreEqual(1, task.DroppedProblems);
        Assert.AreEqual(0.1, task.Checkpoints[0].PassAt(1), 1e-15, "the problem of 9 is gone");
        CollectionAssert.Contains(task.Remarks.ToArray(), "Problems that not every checkpoint has are left out: 1. Left: 2.");
    }

    [TestMethod]
    public void A_k_above_the_samples_of_a_problem_is_left_out_everywhere()
    {
        EmergenceTask task = Counts.Align([.. Counts.Checkpoint("a", 1, 100, 1), .. Counts.Checkpoint("a", 2, 20, 2)], 1, 10, 50, 100);
        CollectionAssert.AreEqual(new[] { 1, 10 }, task.K.ToArray());
        CollectionAssert.Contains(task.Remarks.ToArray(), "k above 20 (50, 100) is left out: no problem may have fewer samples than that at any checkpoint.");
    }

    [TestMethod]
    public void Rows_of_one_problem_are_added_up_and_told()
    {
        EmergenceTask task = Counts.Align([.. Counts.Checkpoint("a", 1, 10, 1), .. Counts.Checkpoint("a", 1, 30, 7), .. Counts.Checkpoint("a", 2, 10, 2)], 1);
        Assert.AreEqual(8 / 40.0, task.Checkpoints[0].PassAt(1), 1e-15);
        CollectionAssert.Contains(task.Remarks.ToArray(), "Of several rows of one problem at one checkpoint n and c were added up: 3 rows became 2.");
    }

    [TestMethod]
    public void Of_rows_of_one_problem_the_first_has_the_chance()
    {
        IEnumerable<EmergenceCount> second = Counts.Checkpoint("a", 1, 30, 7).Select(r => r with { Chance = 0.5 });
        EmergenceTask task = Counts.Align([.. Counts.Checkpoint("a", 1, 10, 1), .. second, .. Counts.Checkpoint("a", 2, 10, 2)], 1);
        Assert.AreEqual(0, task.Checkpoints[0].Chance, "as Predict has it");
    }

    [TestMethod]
    public void Where_no_problem_is_shared_no_checkpoint_is_said_to_lack_most()
    {
        IEnumerable<EmergenceCount> others = Counts.Checkpoint("a", 2, 10, 1, 2).Select(r => r with { Problem = "other " + r.Problem });
        EmergenceTask task = Counts.Align([.. Counts.Checkpoint("a", 1, 10, 1, 2), .. others], 1);
        Assert.AreEqual((0, 4), (task.DroppedCheckpoints, task.DroppedProblems));
    }

    [TestMethod]
    public void Every_checkpoint_is_paired_with_every_later_one_of_its_model()
    {
        EmergenceTask task = Counts.Align([.. Counts.Checkpoint("a", 1, 10, 1), .. Counts.Checkpoint("a", 10, 10, 1), .. Counts.Checkpoint("a", 1000, 10, 1), .. Counts.Checkpoint("b", 5, 10, 1), .. Counts.Checkpoint("b", 50, 10, 1)], 1);
        CollectionAssert.AreEquivalent(new[] { "a 1", "a 3", "a 2", "b 1" }, task.Pairs.Select(p => FormattableString.Invariant($"{p.Model} {p.Horizon}")).ToArray());
    }

    [TestMethod]
    public void A_dropped_problems_chance_does_not_count()
    {
        IEnumerable<EmergenceCount> rows = [.. Counts.Checkpoint("a", 1, 10, 5, 5), .. Counts.Checkpoint("a", 2, 10, 6)];
        EmergenceTask task = Counts.Align(rows.Select(r => r with { Chance = r.Problem == "p1" ? 0.9 : 0.25 }), 1);
        Assert.AreEqual(0.25, task.Checkpoints[0].Chance);
    }
}
