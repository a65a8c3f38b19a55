using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using ResearchML;

// The one class that ML.NET knows of. A model file names the loader's assembly, so that mlContext.Model.Load finds it in a
// fresh process without a registration call; the loader then finds the transformer's own class.
[assembly: LoadableClass(typeof(ITransformer), typeof(ExternalTransformerLoader), null, typeof(SignatureLoadModel),
    "External transformer", ExternalTransformerLoader.Signature)]

namespace ResearchML;

internal static class ExternalTransformerLoader
{
    public const string Signature = "ResearchMLTransformer";

    public static int FormatVersionOf(Type type) => (int)InvokeGeneric(nameof(FormatVersion), type);

    // ML.NET finds this method by its name and signature.
    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        try
        {
            return Load(env, ctx);
        }
        catch (Exception e)
        {
            // ML.NET calls this by reflection and reports what it has marked as its own as "Error during class
            // instantiation" with the cause inside; anything else would surface as a bare TargetInvocationException.
            env.Process(e);
            throw;
        }
    }

    private static ITransformer Load(IHostEnvironment env, ModelLoadContext context)
    {
        SavedTransformer saved = ExternalTransformerFormat.Open(context);
        Type type = saved.Name.Resolve();
        int newest = FormatVersionOf(type);
        if (saved.Version > newest)
            throw new InvalidDataException($"The model holds a '{type.FullName}' in format version {saved.Version}, but the loaded assembly '{type.Assembly.GetName().Name}' reads versions up to {newest}. Update the package that contains it.");
        if (saved.Version < 1)
            throw new InvalidDataException($"The model holds a '{type.FullName}' in format version {saved.Version}; versions start at 1.");

        var reader = new TransformerReader(env, context, saved.Version, saved.Blobs, saved.Values);
        ITransformer transformer;
        try
        {
            transformer = (ITransformer)InvokeGeneric(nameof(LoadAs), type, env, reader);
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException($"'{type.FullName}' read past the end of what was saved for it in format version {saved.Version}.", e);
        }

        long unread = saved.Values.BaseStream.Length - saved.Values.BaseStream.Position;
        return unread == 0 ? transformer
            : throw new InvalidDataException($"'{type.FullName}' left {unread} bytes unread of what was saved for it in format version {saved.Version}.");
    }

    private static object InvokeGeneric(string method, Type type, params object[] arguments) =>
        typeof(ExternalTransformerLoader).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;

    private static ITransformer LoadAs<T>(IHostEnvironment env, TransformerReader reader) where T : IExternalTransformer => T.Load(env, reader);

    private static int FormatVersion<T>() where T : IExternalTransformer => T.FormatVersion;
}
