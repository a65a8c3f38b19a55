namespace ResearchML.Tests;

/// <summary>The data and models that lie beside the repository and are not part of it.</summary>
internal static class SharedData
{
    public const string Category = "SharedData";

    /// <summary>Path of something in the folder, or the test ends as inconclusive.</summary>
    public static string Require(string relativePath)
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Pipelines.sln")))
            root = root.Parent;
        string? path = root is null ? null : Path.GetFullPath(Path.Combine(root.FullName, "..", "shared", relativePath));
        if (path is null || !Path.Exists(path))
            Assert.Inconclusive($"'shared/{relativePath}' is not beside the repository's root, so this test has nothing to read.");
        return path!;
    }
}
