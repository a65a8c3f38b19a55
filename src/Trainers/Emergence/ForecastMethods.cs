namespace ResearchML.Trainers;

/// <summary>The methods that a task's data allow.</summary>
internal static class ForecastMethods
{
    public static IReadOnlyList<ForecastMethod> For(EmergenceTask task)
    {
        bool losses = task.Checkpoints.All(c => c.Loss > 0);
        List<ForecastMethod> methods = [new ChosenPassAtKMethod(task.K), LinearMethod.PassAt(1)];
        if (losses)
            methods.Add(new LinearMethod("loss", now => Math.Log(now.Loss)));
        methods.Add(new LinearMethod("constant", null));
        methods.Add(new PersistenceMethod());
        if (losses && task.Finetuned.Count > 0)
            methods.Add(new FinetuningLawMethod(task.Finetuned));
        return methods;
    }
}
