namespace ResearchML.Trainers;

/// <summary>What a saved law calls a form: a built-in one by its name, a smoothly broken law with its quantity, a caller's by its class.</summary>
internal static class ScalingLawFormName
{
    private const string BrokenPrefix = "SmoothlyBroken:";
    private const string ClassPrefix = "class:";

    public static string Of(ScalingLawForm form)
    {
        if (ScalingLawForm.All.Contains(form))
            return form.Name;
        if (form is SmoothlyBrokenForm broken)
            return BrokenPrefix + broken.SoleVariable;
        Type type = form.GetType();
        return type.GetConstructor(Type.EmptyTypes) is not null && type.IsVisible
            ? $"{ClassPrefix}{type.FullName}, {type.Assembly.GetName().Name}"
            : throw new NotSupportedException($"A law with form '{form.Name}' cannot be saved: its class {type} must be public and have a public constructor without parameters, by which it is made again.");
    }

    public static ScalingLawForm Resolve(string name)
    {
        if (ScalingLawForm.All.FirstOrDefault(f => f.Name == name) is { } known)
            return known;
        if (name.StartsWith(BrokenPrefix, StringComparison.Ordinal) && Enum.TryParse(name[BrokenPrefix.Length..], out ScalingVariable variable) && Enum.IsDefined(variable))
            return ScalingLawForm.SmoothlyBroken(variable);
        return name.StartsWith(ClassPrefix, StringComparison.Ordinal) && Type.GetType(name[ClassPrefix.Length..]) is { IsAbstract: false } type
            && type.IsSubclassOf(typeof(ScalingLawForm)) && type.GetConstructor(Type.EmptyTypes) is not null
            ? (ScalingLawForm)Activator.CreateInstance(type)!
            : throw new InvalidDataException($"The model has a scaling-law form '{name}' that this program does not know. Reference the assembly that defines it.");
    }
}
