using ResearchML;
using ResearchML.Trainers;

namespace Microsoft.ML;

/// <summary>Emergence forecasts on <c>mlContext.Regression.Trainers</c>.</summary>
public static class EmergenceCatalog
{
    extension(RegressionCatalog.RegressionTrainers catalog)
    {
        /// <summary>Forecasts later pass@1 from pass@k of early checkpoints, and says whether large k forecasts better than pass@1.</summary>
        /// <param name="options">Columns, k, target, controls. Default: the options' own defaults.</param>
        /// <exception cref="ArgumentException">A column's name is empty or used twice, or there is no k or one twice.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
        public EmergenceTrainer Emergence(EmergenceOptions? options = null) => new(catalog.GetEnvironment(), options ?? new EmergenceOptions());
    }
}
