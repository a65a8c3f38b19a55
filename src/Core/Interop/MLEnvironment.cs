using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace ResearchML;

/// <summary>The environment behind an <see cref="MLContext"/> and its catalogs: what a component needs to be constructed, logged, seeded and placed.</summary>
/// <remarks>A component takes an <see cref="IHostEnvironment"/> in its constructor and registers with it; a catalog's extension method passes <c>catalog.GetEnvironment()</c>.
/// ML.NET copies the GPU settings to a host when it is registered: set them on the context before its components are made.</remarks>
public static class MLEnvironment
{
    /// <summary>The context itself, as an environment.</summary>
    /// <param name="context">The context.</param>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    public static IHostEnvironment GetEnvironment(this MLContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context;
    }

    /// <summary>The environment of <c>mlContext.Transforms</c>.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/> is null.</exception>
    public static IHostEnvironment GetEnvironment(this TransformsCatalog catalog) => Environment(catalog);

    /// <summary>The environment of <c>mlContext.Transforms.Text</c>.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/> is null.</exception>
    public static IHostEnvironment GetEnvironment(this TransformsCatalog.TextTransforms catalog) => Environment(catalog);

    /// <summary>The environment of a task's catalog, as <c>mlContext.Regression</c>.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/> is null.</exception>
    public static IHostEnvironment GetEnvironment(this TrainCatalogBase catalog) => Environment(catalog);

    /// <summary>The environment of a task's trainers, as <c>mlContext.Regression.Trainers</c>.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/> is null.</exception>
    public static IHostEnvironment GetEnvironment(this TrainCatalogBase.CatalogInstantiatorBase catalog) => Environment(catalog);

    /// <summary>The seed given to the <see cref="MLContext"/>, or null where none was given. See <see cref="ComponentSeed"/> for what a component makes of it.</summary>
    /// <param name="environment">The context, or a host registered with it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="environment"/> is null.</exception>
    public static int? GetSeed(this IHostEnvironment environment) => Settings(environment)?.Seed;

    /// <summary>The index of the GPU asked for by <see cref="MLContext.GpuDeviceId"/>, or null for the CPU.</summary>
    /// <param name="environment">The context, or a host registered with it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="environment"/> is null.</exception>
    public static int? GetGpuDeviceId(this IHostEnvironment environment) => Settings(environment)?.GpuDeviceId;

    /// <summary>Whether a GPU that was asked for and is missing means the CPU (<see langword="true"/>) or an error: <see cref="MLContext.FallbackToCpu"/>.</summary>
    /// <param name="environment">The context, or a host registered with it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="environment"/> is null.</exception>
    public static bool GetFallbackToCpu(this IHostEnvironment environment) => Settings(environment)?.FallbackToCpu ?? true;

    /// <summary>Throws where ML.NET has cancelled the environment's work (AutoML does, when a trial's time is up).</summary>
    /// <param name="environment">The context, or a host registered with it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="environment"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static void ThrowIfCanceled(this IHostEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        environment.CheckAlive();
    }

    private static IHostEnvironment Environment(object catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return ((IInternalCatalog)catalog).Environment;
    }

    private static IHostEnvironmentInternal? Settings(IHostEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment as IHostEnvironmentInternal;
    }
}
