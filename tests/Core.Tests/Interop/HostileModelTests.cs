using Microsoft.ML;

namespace ResearchML.Tests;

[TestClass]
public sealed class HostileModelTests
{
    private static readonly MLContext Context = new(1);
    private static readonly byte[] Model = ModelFile.Save(new PartsTransformer(Context, "text", [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * i))], null));

    [TestMethod]
    [DataRow("Core.Tests", "System.Collections.Generic.List`1[[System.String]]", "not a plain type name")]
    [DataRow("Core.Tests", "ResearchML.Tests.PartsTransformer, Core.Tests", "not a plain type name")]
    [DataRow("Core.Tests", "ResearchML.Tests.PartsTransformer[]", "not a plain type name")]
    [DataRow("Core.Tests", "ResearchML.Tests.PartsTransformer*", "not a plain type name")]
    [DataRow("Core.Tests", "ResearchML.Tests.PartsTransformer&", "not a plain type name")]
    [DataRow("Core.Tests", "", "not a plain type name")]
    [DataRow("../Core.Tests", "ResearchML.Tests.PartsTransformer", "not a plain assembly name")]
    [DataRow("..\\Core.Tests", "ResearchML.Tests.PartsTransformer", "not a plain assembly name")]
    [DataRow("Core.Tests, Version=1.0.0.0", "ResearchML.Tests.PartsTransformer", "not a plain assembly name")]
    [DataRow("No.Such.Assembly", "ResearchML.Tests.PartsTransformer", "Reference the package")]
    [DataRow("Core.Tests", "ResearchML.Tests.NoSuchType", "does not have")]
    [DataRow("Core.Tests", "researchml.tests.partstransformer", "does not have")]
    [DataRow("Core.Tests", "ResearchML.Tests.TestRow", "does not implement IExternalTransformer")]
    [DataRow("System.Private.CoreLib", "System.Diagnostics.Process", "does not have")]
    [DataRow("System.Private.CoreLib", "System.String", "does not implement IExternalTransformer")]
    [DataRow("Core.Tests", "ResearchML.Tests.ScriptedTransformer", "it is abstract")]
    [DataRow("ResearchML.Core", "ResearchML.IExternalTransformer", "it is abstract")]
    public void A_name_that_is_not_of_a_loadable_transformer_is_refused(string assembly, string type, string expected)
    {
        Exception failure = ModelFile.LoadFailure(SavedEntry.WithName(Model, assembly, type));
        StringAssert.Contains(failure.ToString(), expected);
        Assert.IsNotNull(Causes(failure).OfType<InvalidDataException>().FirstOrDefault(), failure.ToString());
    }

    [TestMethod]
    public void A_very_long_name_is_refused_and_not_repeated_at_length()
    {
        Exception failure = ModelFile.LoadFailure(SavedEntry.WithName(Model, "Core.Tests", new string('a', 2000)));
        StringAssert.Contains(failure.ToString(), "not a plain type name");
        Assert.IsLessThan(300, failure.GetBaseException().Message.Length);
    }

    [TestMethod]
    public void The_same_rewriting_with_the_right_name_loads()
    {
        Assert.IsInstanceOfType<PartsTransformer>(ModelFile.Load(SavedEntry.WithName(Model, "Core.Tests", "ResearchML.Tests.PartsTransformer")));
    }

    [TestMethod]
    public void A_file_cut_anywhere_gives_a_format_exception()
    {
        for (int length = 0; length < Model.Length; length += Math.Max(1, Model.Length / 97))
        {
            Exception failure = ModelFile.LoadFailure(Model[..length]);
            Assert.IsInstanceOfType<FormatException>(failure, $"cut at {length} of {Model.Length}: {failure}");
        }
    }

    [TestMethod]
    public void An_entry_cut_anywhere_gives_a_clear_exception()
    {
        foreach (string entry in new[] { "TransformerChain/Model.key", "TransformerChain/weights" })
        {
            for (int kept = 0; kept < 400; kept += 7)
                CheckIsClear(ModelFile.LoadFailure(ModelFile.Edit(Model, entry, bytes => bytes[..kept])), $"{entry} cut to {kept}");
        }
    }

    [TestMethod]
    public void A_flipped_byte_of_our_entry_is_always_found()
    {
        // The bytes before are ML.NET's header, the ones after its tail.
        int length = 0;
        ModelFile.Edit(Model, "TransformerChain/Model.key", bytes => bytes[..(length = bytes.Length)]);
        for (int at = 256; at < 256 + 36 + 40; at++)
            CheckIsClear(ModelFile.LoadFailure(ModelFile.Edit(Model, "TransformerChain/Model.key", bytes => Flip(bytes, at))), $"byte {at} of {length}");
    }

    [TestMethod]
    public void A_flipped_byte_of_a_blob_is_found_and_the_blob_named()
    {
        Exception failure = ModelFile.LoadFailure(ModelFile.Edit(Model, "TransformerChain/weights", bytes => Flip(bytes, 4321)));
        StringAssert.Contains(failure.GetBaseException().Message, "Blob 'weights' of the model is damaged");
    }

    [TestMethod]
    public void A_flipped_byte_of_the_compressed_file_never_surfaces_as_a_raw_error()
    {
        for (int at = 0; at < Model.Length; at += 13)
        {
            byte[] damaged = Flip([.. Model], at);
            try
            {
                ModelFile.Load(damaged); // Some bytes carry nothing, as times of entries.
            }
            catch (Exception e)
            {
                CheckIsClear(e, $"byte {at}");
            }
        }
    }

    private static byte[] Flip(byte[] bytes, int at)
    {
        bytes[at] ^= 0x41;
        return bytes;
    }

    private static void CheckIsClear(Exception failure, string what)
    {
        foreach (Exception cause in Causes(failure))
            Assert.IsFalse(cause is NullReferenceException or OutOfMemoryException or IndexOutOfRangeException or OverflowException or InvalidCastException, $"{what}: {failure}");
    }

    private static IEnumerable<Exception> Causes(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
            yield return failure;
    }
}
