using System.Runtime.Versioning;

namespace ResearchML.Torch.Tests;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
[SupportedOSPlatform("linux")]
public sealed class PrivateCopyTests
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly byte[] Content = [1, 2, 3];

    [TestMethod]
    public void The_folder_is_for_its_owner_only_and_the_file_holds_the_content()
    {
        using var root = new TemporaryFolder();
        string copy = Ensure(root);
        CollectionAssert.AreEqual(Content, File.ReadAllBytes(copy));
        Assert.AreEqual(root[Path.Combine("ResearchML", "native", "key", "lib.so")], copy);
        Assert.AreEqual(Private, File.GetUnixFileMode(Path.GetDirectoryName(copy)!));
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(copy));
        Assert.HasCount(1, Directory.GetFiles(Path.GetDirectoryName(copy)!));
    }

    [TestMethod]
    public void A_whole_copy_is_left_alone()
    {
        using var root = new TemporaryFolder();
        DateTime written = new(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(Ensure(root), written);
        Assert.AreEqual(written, File.GetLastWriteTimeUtc(Ensure(root)));
    }

    [TestMethod]
    [DataRow(new byte[] { 1, 2, 4 })]
    [DataRow(new byte[] { 1, 2 })]
    [DataRow(new byte[] { 1, 2, 3, 4 })]
    public void A_tampered_copy_is_replaced(byte[] tampered)
    {
        using var root = new TemporaryFolder();
        File.WriteAllBytes(Ensure(root), tampered);
        CollectionAssert.AreEqual(Content, File.ReadAllBytes(Ensure(root)));
    }

    [TestMethod]
    public void A_copy_that_others_may_write_is_replaced()
    {
        using var root = new TemporaryFolder();
        File.SetUnixFileMode(Ensure(root), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Ensure(root)));
    }

    [TestMethod]
    public void A_link_in_place_of_the_copy_is_replaced_by_a_file()
    {
        using var root = new TemporaryFolder();
        string copy = Ensure(root);
        File.WriteAllBytes(root["elsewhere"], Content);
        File.Delete(copy);
        File.CreateSymbolicLink(copy, root["elsewhere"]);
        Assert.IsNull(new FileInfo(Ensure(root)).LinkTarget);
    }

    [TestMethod]
    public void A_folder_opened_to_others_is_closed_again()
    {
        using var root = new TemporaryFolder();
        string folder = Path.GetDirectoryName(Ensure(root))!;
        File.SetUnixFileMode(folder, Private | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);
        Ensure(root);
        Assert.AreEqual(Private, File.GetUnixFileMode(folder));
    }

    [TestMethod]
    public void A_link_in_place_of_the_folder_is_refused()
    {
        using var root = new TemporaryFolder();
        Directory.CreateDirectory(root["elsewhere"], Private);
        Directory.CreateDirectory(root[Path.Combine("ResearchML", "native")]);
        Directory.CreateSymbolicLink(root[Path.Combine("ResearchML", "native", "key")], root["elsewhere"]);
        Assert.ThrowsExactly<UnauthorizedAccessException>(() => Ensure(root));
    }

    [TestMethod]
    [TestCategory("Machine")] // the machine decides whether it applies
    public void A_folder_of_another_user_is_refused()
    {
        if (!Environment.IsPrivilegedProcess)
            Assert.Inconclusive("Giving a folder away takes root.");
        using var root = new TemporaryFolder();
        string folder = Path.GetDirectoryName(Ensure(root))!;
        using (var chown = System.Diagnostics.Process.Start("chown", ["65534", folder]))
            chown.WaitForExit();
        Assert.ThrowsExactly<UnauthorizedAccessException>(() => Ensure(root));
    }

    [TestMethod]
    public void Many_writers_at_once_each_get_a_whole_copy()
    {
        using var root = new TemporaryFolder();
        byte[] content = new byte[300_000];
        Parallel.For(0, 32, _ => CollectionAssert.AreEqual(content, File.ReadAllBytes(PrivateCopy.Ensure(root.FullPath, "key", "lib.so", content))));
        Assert.HasCount(1, Directory.GetFiles(root[Path.Combine("ResearchML", "native", "key")]));
    }

    private static string Ensure(TemporaryFolder root) => PrivateCopy.Ensure(root.FullPath, "key", "lib.so", Content);
}
