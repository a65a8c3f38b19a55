using ResearchML.LanguageModels;

namespace ResearchML.Samples;

/// <summary>Tells of each training step on the training thread; <see cref="Progress{T}"/> would tell from another.</summary>
internal sealed class StepProgress(Action<TrainingProgress> told) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => told(value);
}
