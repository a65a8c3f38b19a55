using Microsoft.ML;

namespace ResearchML.Samples;

/// <summary>Files that are the old one or the new one, never a part: written beside and then renamed.</summary>
internal static class WholeFile
{
    public static void Write(string path, Action<string> write)
    {
        string temporary = path + ".tmp";
        try
        {
            write(temporary);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    public static void SaveModel(MLContext ml, ITransformer model, DataViewSchema schema, string path) => Write(path, temporary => ml.Model.Save(model, schema, temporary));
}
