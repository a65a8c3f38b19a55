using System.IO.Compression;
using Microsoft.ML;

namespace ResearchML.Tests;

/// <summary>Saves and loads through <c>mlContext.Model</c>, and damages what lies between.</summary>
public static class ModelFile
{
    public static byte[] Save(ITransformer model, DataViewSchema? schema = null)
    {
        using var stream = new MemoryStream();
        new MLContext().Model.Save(model, schema, stream);
        return stream.ToArray();
    }

    public static ITransformer Load(byte[] model) => new MLContext().Model.Load(new MemoryStream(model), out _);

    public static T RoundTrip<T>(T model) where T : ITransformer => (T)Load(Save(model));

    /// <summary>What a caller gets to see of a model that does not load: the message of the cause, whatever ML.NET wraps around it.</summary>
    public static Exception LoadFailure(byte[] model)
    {
        try
        {
            Load(model);
        }
        catch (Exception e)
        {
            return e;
        }

        throw new AssertFailedException("The model was loaded.");
    }

    /// <summary>The model with the bytes of one entry changed.</summary>
    public static byte[] Edit(byte[] model, string entryName, Func<byte[], byte[]> edit)
    {
        using var stream = new MemoryStream();
        stream.Write(model);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            ZipArchiveEntry entry = archive.Entries.Single(e => e.FullName.Replace('\\', '/').EndsWith(entryName, StringComparison.Ordinal));
            byte[] content;
            using (Stream read = entry.Open())
            {
                using var copy = new MemoryStream();
                read.CopyTo(copy);
                content = copy.ToArray();
            }

            string name = entry.FullName;
            entry.Delete();
            using Stream write = archive.CreateEntry(name).Open();
            write.Write(edit(content));
        }

        return stream.ToArray();
    }
}
