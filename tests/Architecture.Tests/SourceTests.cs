using System.Text.RegularExpressions;

namespace ResearchML.Architecture.Tests;

/// <summary>What stands where in the sources.</summary>
[TestClass]
public sealed partial class SourceTests
{
    /// <summary>Files that map ML.NET's columns, catalogs and channels to an engine. All other files outside Core are engine.</summary>
    private static readonly string[] AdapterEndings = ["Adapter", "Catalog", "Estimator", "Evaluator", "Extensions", "Trainer", "Trainers", "Transformer"];

    [TestMethod]
    public void Engine_files_have_no_MLNET_in_them() => AssertNone(
        from file in Repository.Sources("src")
        where !file.Path.StartsWith("src/Core/", StringComparison.Ordinal)
        where !AdapterEndings.Any(e => Path.GetFileNameWithoutExtension(file.Path).EndsWith(e, StringComparison.Ordinal))
        where UsesMLNET().IsMatch(file.Text)
        select file.Path);

    [TestMethod]
    public void A_file_holds_one_public_type_and_bears_its_name() => AssertNone(
        from file in Repository.Sources("src")
        let types = PublicType().Matches(file.Text).Select(m => m.Groups["name"].Value).Distinct().ToArray()
        where types.Length > 1 || (types.Length == 1 && Path.GetFileName(file.Path).Split('.', '{')[0] != types[0])
        select $"{file.Path}: {string.Join(", ", types)}");

    // Core has pass@k, which trainers need too, under the name that callers of the evaluators import.
    [TestMethod]
    public void The_namespace_is_the_packages_or_for_catalogs_MLNETs() => AssertNone(
        from file in Repository.Sources("src")
        let found = NamespaceLine().Match(file.Text).Groups["name"].Value
        let folder = file.Path.Split('/')[1]
        let own = folder == "Core" ? (string[])["ResearchML", "ResearchML.Statistics", "ResearchML.Evaluators"] : [$"ResearchML.{folder}"]
        where found.Length > 0 && !own.Contains(found) && found is not ("Microsoft.ML" or "System.Runtime.CompilerServices")
        select $"{file.Path}: {found}");

    [TestMethod]
    public void No_file_is_longer_than_400_lines() => AssertNone(
        from folder in new[] { "src", "tests", "samples", "bench", "build" }
        from file in Repository.Sources(folder)
        let lines = file.Text.Count(c => c == '\n')
        where lines > 400
        select $"{file.Path}: {lines} lines");

    [TestMethod]
    public void There_are_no_regions_and_no_dumping_grounds() => AssertNone(
        from file in Repository.Sources("src")
        where file.Text.Contains("#region", StringComparison.Ordinal) || DumpingGround().IsMatch(file.Path)
        select file.Path);

    [TestMethod]
    public void No_binary_lies_among_the_sources() => AssertNone(
        from path in Repository.TrackedFiles()
        where Path.GetExtension(path) is ".dll" or ".so" or ".safetensors" or ".zip" or ".nupkg" or ".bin"
        select path);

    private static void AssertNone(IEnumerable<string> offenders)
    {
        string[] all = [.. offenders];
        Assert.IsEmpty(all, string.Join('\n', all));
    }

    // Microsoft.ML.Tokenizers is a library of its own, without ML.NET's data views.
    [GeneratedRegex(@"^((global\s+)?using\s+(static\s+)?(\w+\s*=\s*)?|namespace\s+)Microsoft\.ML(?!\.Tokenizers)\b", RegexOptions.Multiline)]
    private static partial Regex UsesMLNET();

    [GeneratedRegex(@"^public\s+((sealed|static|abstract|partial|readonly|unsafe|ref)\s+)*(class|record\s+struct|record|struct|interface|enum|delegate\s+\S+)\s+(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^namespace\s+(?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"(Utils?|Helpers?|Common|Manager)(?![a-z])")]
    private static partial Regex DumpingGround();
}
