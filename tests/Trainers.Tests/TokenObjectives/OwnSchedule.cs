using ResearchML.LanguageModels;

namespace ResearchML.Trainers.Tests;

/// <summary>A schedule as a caller writes one.</summary>
internal sealed class OwnSchedule(string name, Func<int, double, double> at) : Schedule
{
    public override double At(int step, double progress) => at(step, progress);

    public override string ToString() => name;
}
