using System.Globalization;
using AngleSharp.Html.Parser;

namespace ResearchML.Samples.Tests;

/// <summary>The sample of emergence, on models that it trains and on files of a user's.</summary>
[TestClass]
public sealed class EmergenceTests
{
    private static readonly string[] Small = ["--steps", "60", "--widths", "8", "12", "16", "--shuffles", "5", "--bootstrap", "20"];

    [TestMethod]
    public void Models_are_trained_sampled_and_forecast_and_the_counts_can_be_read_back()
    {
        using var folder = new TemporaryFolder();
        string trained = Succeed(folder, "trained", Small);
        StringAssert.Contains(trained, "3,456 rows; model 'model', compute 'tokens', task 'task', problem 'problem', n 'n', c 'c'. 3 models at 9 checkpoints.");
        StringAssert.Contains(trained, "Over five seeds");
        StringAssert.Contains(trained, "scores 3,456 of these rows when loaded again");
        string[][] rows = [.. File.ReadAllLines(folder["trained/emergence.csv"]).Skip(1).Select(line => line.Split(','))];
        Assert.HasCount(3 * 9 * 128, rows); // widths, checkpoints, sums
        foreach (string[] row in rows)
            Assert.IsTrue(int.Parse(row[4], CultureInfo.InvariantCulture) == 64 && int.Parse(row[5], CultureInfo.InvariantCulture) is >= 0 and <= 64, string.Join(',', row));
        var page = new HtmlParser().ParseDocument(File.ReadAllText(folder["trained/emergence.html"]));
        Assert.IsGreaterThanOrEqualTo(4, page.QuerySelectorAll("figure").Length); // forecasts, errors, pass@k and its failures; lead time where a skill emerged

        string read = Succeed(folder, "read", "--counts", folder["trained/emergence.csv"], "--shuffles", "5", "--bootstrap", "20");
        Assert.AreEqual(Verdicts(trained), Verdicts(read));
        Assert.DoesNotContain("Over five seeds", read);
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_counts()
    {
        using var folder = new TemporaryFolder();
        foreach (string run in new[] { "a", "b" })
            Succeed(folder, run, "--steps", "60", "--widths", "8", "12", "--shuffles", "0", "--bootstrap", "20", "--seed", "7");
        Assert.AreEqual(File.ReadAllText(folder["a/emergence.csv"]), File.ReadAllText(folder["b/emergence.csv"]));
    }

    [TestMethod]
    public void Models_that_end_with_their_tokens_need_no_other_column()
    {
        using var folder = new TemporaryFolder();
        string output = Succeed(folder, "out", "--counts", folder.Write("my-task.csv", Csv("model,prompt_idx,level,n,c", (size, tokens, problem, c) => $"Pythia_{size}M_{tokens},{problem},,200,{c}")), "--shuffles", "5", "--bootstrap", "20", "--now", "2e10");
        StringAssert.Contains(output, "compute in the model's name, task one, problem 'prompt_idx'");
        StringAssert.Contains(output, "4 models at 4 checkpoints");
        StringAssert.Contains(output, "my-task, leave one model out: large k beat pass@1:");
        StringAssert.Contains(output, "4 models: little power");
        StringAssert.Contains(output, "Forecast at 20B of pass@1 at 300B");
    }

    [TestMethod]
    public void Named_columns_are_taken_before_usual_ones()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("runs.csv", Csv("name,flops,what,which,tried,right,c", (size, tokens, problem, c) => $"{size}M,{tokens},sums,{problem},200,{c},999"));
        string output = Succeed(folder, "out", "--counts", file, "--model", "name", "--task", "what", "--problem", "which", "--samples", "tried", "--correct", "right", "--shuffles", "0", "--bootstrap", "20");
        StringAssert.Contains(output, "model 'name', compute 'flops', task 'what', problem 'which', n 'tried', c 'right'.");
    }

    [TestMethod]
    [DataRow("model,n\na_2B,3\n", "No column has a usual name (c, correct, num_correct): name it with --correct. The columns are: model, n.")]
    [DataRow("model,n,c\n14M,3,1\n", "Row 0, column 'model': '14M' does not end with its tokens, as Pythia_410M_20B does, and no column has a usual name for compute: name it with --compute.")]
    [DataRow("model,problem,n,c\nllama_7B,p,3,1\nllama_7B,p,3,2\n", "No column has a usual name for compute, and the end of the model's name does not tell checkpoints apart: 2 rows are of problem 'p' of llama at 7B. Name the column of compute, tokens or steps with --compute.")]
    [DataRow("model;tokens;n;c\n14M;2e9;3;1\n", "No column has a usual name (model, model_name): name it with --model. The columns are: model;tokens;n;c. Cells have to be separated by commas.")]
    [DataRow("model,tokens,n,c\n14M,2e9,three,1\n", "Row 0, column 'n': expected a number, got 'three'.")]
    [DataRow("model,tokens,n,c\n14M,2e9,,1\n", "Row 0, column 'n': expected a number, got ''.")]
    [DataRow("model,tokens,n,c\n14M,2e9,3,4\n", "column 'c' holds 4, expected a whole number from 0 to the 3 samples")]
    [DataRow("model,tokens,n,c\n", "has no rows")]
    [DataRow("", "has no rows")]
    [DataRow("model,tokens,n,c\n14M,2e9,3,1,5,6\n", "is no CSV with one header")]
    public void What_cannot_be_read_is_one_line_and_saves_nothing(string csv, string message)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output) = Sample.Run("Emergence", "--counts", folder.Write("counts.csv", csv), "--output", folder["out"]);
        Assert.AreEqual(1, exitCode, output);
        StringAssert.Contains(output, message);
        Assert.DoesNotContain(" at Emergence.", output);
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder["out"]));
    }

    [TestMethod]
    [DataRow("--widths must be multiples of 4 from 4 to 512, but is '9'.", "--widths", "9")]
    [DataRow("--steps must be a whole number from 60 to 100000, but is '3'.", "--steps", "3")]
    [DataRow("--now must be a positive number, as 2e10, but is '0'.", "--now", "0")]
    [DataRow("There is no column 'x' for --problem.", "--problem", "x")]
    public void What_is_out_of_range_is_refused(string message, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output) = Sample.Run("Emergence", ["--counts", folder.Write("counts.csv", "model,tokens,n,c\na,1,3,1\n"), .. arguments]);
        Assert.AreEqual(1, exitCode, output);
        StringAssert.Contains(output, message);
    }

    private static string Succeed(TemporaryFolder folder, string name, params string[] arguments)
    {
        var (exitCode, output) = Sample.Run("Emergence", [.. arguments, "--output", folder[name]]);
        Assert.AreEqual(0, exitCode, output);
        return output;
    }

    private static string Verdicts(string output) => output[output.IndexOf("Does large k beat pass@1?", StringComparison.Ordinal)..output.IndexOf(", control:", StringComparison.Ordinal)];

    /// <summary>Four sizes at four ages: larger and older is better, and problems differ.</summary>
    private static string Csv(string header, Func<int, string, int, long, string> row) => header + "\n" + string.Concat(
        from size in new[] { 14, 70, 160, 410 }
        from age in new[] { (Name: "2B", Decades: 0), (Name: "20B", Decades: 1), (Name: "100B", Decades: 2), (Name: "300B", Decades: 3) }
        from problem in Enumerable.Range(0, 10)
        let logit = -9 + Math.Log(size) + (0.7 * age.Decades) + (0.4 * problem) + Math.Sin(size + age.Decades)
        select row(size, age.Name, problem, (long)Math.Round(200 / (1 + Math.Exp(-logit)))) + "\n");
}
