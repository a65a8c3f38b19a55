using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace ResearchML.Tests;

/// <summary>Passes rows on, and holds what a transformer may hold: values, a blob, sub-models.</summary>
public class PartsTransformer(IHostEnvironment env, string text, byte[] bytes, ITransformer? inner) : IExternalTransformer
{
    public static int FormatVersion => 3;

    public IHostEnvironment Environment => env;

    public string Text => text;

    public byte[] Bytes => bytes;

    public ITransformer? Inner => inner;

    public int LoadedVersion { get; private init; }

    public bool IsRowToRowMapper => false;

    public static ITransformer Load(IHostEnvironment env, TransformerReader reader)
    {
        string text = reader.ReadString();
        bool hasInner = reader.Reader.ReadBoolean();
        byte[] bytes = reader.ReadBlob("weights", stream =>
        {
            var read = new byte[stream.Length];
            stream.Seek(0, SeekOrigin.Begin);
            stream.ReadExactly(read);
            return read;
        });
        return new PartsTransformer(env, text, bytes, hasInner ? reader.ReadTransformer("inner") : null) { LoadedVersion = reader.Version };
    }

    public void Save(TransformerWriter writer)
    {
        writer.Writer.Write(text);
        writer.Writer.Write(inner is not null);
        writer.WriteBlob("weights", stream => stream.Write(bytes));
        if (inner is not null)
            writer.WriteTransformer("inner", inner);
    }

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

    public IDataView Transform(IDataView input) => input;

    public Microsoft.ML.Data.IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();
}

/// <summary>A transformer whose saving and loading a test supplies.</summary>
public abstract class ScriptedTransformer : IExternalTransformer
{
    public static int FormatVersion => 1;

    public bool IsRowToRowMapper => false;

    public static ITransformer Load(IHostEnvironment env, TransformerReader reader) => throw new NotSupportedException();

    public abstract void Save(TransformerWriter writer);

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

    public IDataView Transform(IDataView input) => input;

    public Microsoft.ML.Data.IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();
}
