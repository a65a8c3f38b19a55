using ResearchML;
using ResearchML.Trainers;

namespace Microsoft.ML;

/// <summary>Scaling laws on <c>mlContext.Regression.Trainers</c>.</summary>
public static class ScalingLawCatalog
{
    extension(RegressionCatalog.RegressionTrainers catalog)
    {
        /// <summary>Fits the loss of training runs as a function of model size and data, L(N, D), in many forms.</summary>
        /// <param name="options">Columns, forms, intervals. Default: the options' own defaults.</param>
        /// <exception cref="ArgumentException">A column's name is empty or used twice, or the forms are none or share a name.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
        public ScalingLawTrainer ScalingLaw(ScalingLawOptions? options = null) => new(catalog.GetEnvironment(), options ?? new ScalingLawOptions());
    }
}
