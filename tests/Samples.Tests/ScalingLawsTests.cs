using AngleSharp.Html.Parser;

namespace ResearchML.Samples.Tests;

/// <summary>The sample of scaling laws on files of a user's.</summary>
[TestClass]
public sealed class ScalingLawsTests
{
    private static readonly (double N, double D)[] Grid = [.. from n in new[] { 1e7, 4e7, 2e8, 1e9 } from d in new[] { 3e8, 1e9, 6e9, 3e10 } select (n, d)];

    [TestMethod]
    public void A_file_with_usual_names_is_fitted_reported_and_saved()
    {
        using var folder = new TemporaryFolder();
        string output = Succeed(folder, folder.Write("runs.csv", Csv("n_params,Tokens,val_loss", r => FormattableString.Invariant($"{r.N:R},{r.D:R},{Loss(r):R}"))), "--budget", "1e21");
        StringAssert.Contains(output, "16 of 16 rows; loss 'val_loss', N 'n_params', D 'Tokens'.");
        StringAssert.Contains(output, "scores 16 of these rows when loaded again");
        Assert.IsTrue(File.Exists(folder["scaling-law.zip"]));
        var page = new HtmlParser().ParseDocument(File.ReadAllText(folder["scaling-law.html"]));
        StringAssert.Contains(page.Title, "runs.csv");
        Assert.HasCount(5, page.QuerySelectorAll("figure"));
        CollectionAssert.Contains(page.QuerySelectorAll("td").Select(e => e.TextContent).ToArray(), "1e21");
    }

    [TestMethod]
    public void Quoted_cells_spaces_empty_cells_and_rows_that_are_not_wanted_are_understood()
    {
        using var folder = new TemporaryFolder();
        string csv = Csv("name,N,D,set,loss", r => FormattableString.Invariant($"\"one, of \"\"many\"\"\", {r.N:R} ,{r.D:R},C4,{Loss(r):R}")) + "other,1e7,1e9,RPJ,9.5\nunfinished,1e7,1e9,C4,\n";
        string output = Succeed(folder, folder.Write("runs.csv", csv), "--where", "set=C4");
        StringAssert.Contains(output, "17 of 18 rows");
        StringAssert.Contains(output, "1 left out: N, D, U or loss not positive and finite");
        StringAssert.Contains(output, "16 runs fitted, 0 of them reruns, 0 copies.");
    }

    [TestMethod]
    public void Named_columns_are_taken_before_usual_ones_and_distinct_tokens_are_used()
    {
        using var folder = new TemporaryFolder();
        string csv = Csv("loss,size,data,stock,final", r => FormattableString.Invariant($"1,{r.N:R},{r.D:R},{r.D / 2:R},{Loss(r):R}"));
        string output = Succeed(folder, folder.Write("runs.csv", csv), "--loss", "final", "--parameters", "size", "--tokens", "data", "--unique-tokens", "stock");
        StringAssert.Contains(output, "loss 'final', N 'size', D 'data', distinct tokens 'stock'.");
        StringAssert.Contains(output, "DataConstrained");
    }

    [TestMethod]
    [DataRow("N,D,value\n1,2,3\n", "No column has a usual name (loss, val_loss, validation_loss, eval_loss, final_loss, test_loss): name it with --loss. The columns are: N, D, value.")]
    [DataRow("N,D,loss\n1e7,1e9,three\n", "Row 1, column 'loss': expected a number, got 'three'.")]
    [DataRow("N,D,loss\n", "has no rows")]
    [DataRow("N,D,loss\n1e7,1e9,3\n", "No form can be fitted to these 1 runs")]
    [DataRow("N,D,loss\n1e7,-1e9,3\n", "No runs to fit: of 1 rows, 1 left out (N, D, U or loss not positive and finite, or weight negative or not finite).")]
    [DataRow("", "has no rows")]
    [DataRow("N,D,loss\n1e7,1e9,3,4,5\n", "is no CSV with one header and as many cells in each row as it has names")]
    [DataRow("N,D,loss,N\n1e7,1e9,3,4\n", "each name once")]
    public void What_cannot_be_read_or_fitted_is_one_line_and_saves_nothing(string csv, string message)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output) = Run(folder, folder.Write("runs.csv", csv));
        Assert.AreEqual(1, exitCode, output);
        StringAssert.Contains(output, message);
        Assert.DoesNotContain(" at ScalingLaws.", output);
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.FullPath));
    }

    [TestMethod]
    public void A_column_or_file_that_is_not_there_is_named()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("runs.csv", Csv("N,D,loss", r => FormattableString.Invariant($"{r.N:R},{r.D:R},{Loss(r):R}")));
        foreach (var (arguments, message) in new (string[], string)[]
        {
            (["--group", "seed"], "There is no column 'seed' for --group. The columns are: N, D, loss."),
            (["--where", "set=C4"], "There is no column 'set' for --where. The columns are: N, D, loss."),
            (["--where", "N"], "--where takes column=value, but got 'N'."),
            (["--where", "N=3"], "has N=3."),
        })
        {
            var (exitCode, output) = Run(folder, file, arguments);
            Assert.AreEqual(1, exitCode, output);
            StringAssert.Contains(output, message);
        }

        var missing = Run(folder, folder["none.csv"]);
        Assert.AreEqual(1, missing.ExitCode, missing.Output);
        StringAssert.Contains(missing.Output, "none.csv");
    }

    private static string Succeed(TemporaryFolder folder, string file, params string[] arguments)
    {
        var (exitCode, output) = Run(folder, file, arguments);
        Assert.AreEqual(0, exitCode, output);
        return output;
    }

    private static (int ExitCode, string Output) Run(TemporaryFolder folder, string file, params string[] arguments) =>
        Sample.Run("ScalingLaws", ["--runs", file, "--bootstrap", "0", "--output", folder.FullPath, .. arguments]);

    private static string Csv(string header, Func<(double N, double D), string> row) => header + "\n" + string.Concat(Grid.Select(r => row(r) + "\n"));

    private static double Loss((double N, double D) r) => 1.7 + 400 / Math.Pow(r.N, 0.34) + 2000 / Math.Pow(r.D, 0.37);
}
