namespace ResearchML.Trainers;

/// <summary>A parametric form of the loss L(N, D): what is fitted, chosen between and averaged.</summary>
/// <remarks>
/// <para>To add a form, derive a class with a parameterless constructor (a saved law names the class), list its coordinates, and give value
/// and gradient in <see cref="Evaluate"/>. Nothing else is needed: coefficients are solved for by non-negative least squares, the others are
/// searched within their ranges.</para>
/// <para>An instance holds no state of a fit and is safe to use from many threads.</para>
/// </remarks>
public abstract class ScalingLawForm
{
    private const int MostLinear = 8, MostSearched = 6;
    private readonly string[] _names;

    /// <summary>Names the form and lists its coordinates.</summary>
    /// <param name="name">The form's name, by which fits are found.</param>
    /// <param name="coordinates">One or more, with different names; at most eight that are linear and six that are searched, since the work doubles with each.</param>
    /// <exception cref="ArgumentException">The name is empty, or there is no coordinate, or too many, or two share a name.</exception>
    protected ScalingLawForm(string name, params IReadOnlyList<ScalingLawCoordinate> coordinates)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(coordinates);
        _names = [.. coordinates.Select(c => c.Name)];
        if (_names.Length == 0 || _names.Distinct().Count() < _names.Length)
            throw new ArgumentException($"Form '{name}' needs one or more coordinates of different names, but has: {string.Join(", ", _names)}.", nameof(coordinates));
        if (coordinates.Count(c => c.IsLinear) > MostLinear || coordinates.Count(c => !c.IsLinear) > MostSearched)
            throw new ArgumentException(FormattableString.Invariant($"Form '{name}' may have {MostLinear} coefficients and {MostSearched} searched coordinates at most, but has {coordinates.Count(c => c.IsLinear)} and {coordinates.Count(c => !c.IsLinear)}."), nameof(coordinates));
        (Name, Coordinates) = (name, coordinates);
    }

    /// <summary>L = E + A/N^α + B/D^β. Hoffmann et al. 2022, arXiv:2203.15556, equation 2.</summary>
    public static ScalingLawForm Chinchilla { get; } = new ChinchillaForm();

    /// <summary>L = E + A/N^α + B/D^α. Gadre et al. 2024, arXiv:2403.08540, equation 4 (there in compute and tokens per parameter).</summary>
    public static ScalingLawForm TiedExponents { get; } = new TiedExponentsForm();

    /// <summary>L = E + (A/N^(α/β) + B/D)^β. Kaplan et al. 2020, arXiv:2001.08361, equation 1.5, with a floor E.</summary>
    public static ScalingLawForm KaplanWithFloor { get; } = new KaplanWithFloorForm();

    /// <summary>L = E + (A/N^α + B/D^β)^γ. At γ = 1 Chinchilla's.</summary>
    public static ScalingLawForm Generalized { get; } = new GeneralizedForm();

    /// <summary>L = E + A/N^α + B·N^k/D^β. At k = 0 Chinchilla's; k above 0: larger models need more data.</summary>
    public static ScalingLawForm SizeDependentData { get; } = new SizeDependentDataForm();

    /// <summary>L = E + A/N^α + B/D^β + G·((D/N)/20)^-δ. At G = 0 Chinchilla's.</summary>
    public static ScalingLawForm Ratio { get; } = new RatioForm();

    /// <summary>L = E + A/N^α + B/D^β + G/(N^c·D^d). At G = 0 Chinchilla's.</summary>
    public static ScalingLawForm Interaction { get; } = new InteractionForm();

    /// <summary>Chinchilla's in effective data and parameters, which repeated tokens raise ever less. Muennighoff et al. 2023, arXiv:2305.16264, equations 5 to 7. Needs a column of unique tokens.</summary>
    public static ScalingLawForm DataConstrained { get; } = new DataConstrainedForm();

    /// <summary>The forms in N and D, and <see cref="DataConstrained"/>, which is left out where no column of unique tokens is named.</summary>
    public static IReadOnlyList<ScalingLawForm> All { get; } =
        [Chinchilla, TiedExponents, KaplanWithFloor, Generalized, SizeDependentData, Ratio, Interaction, DataConstrained];

    /// <summary>A smoothly broken power law in one quantity, with one break. Caballero et al. 2022, arXiv:2210.14891, equation 1.</summary>
    /// <param name="variable">The quantity.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such quantity.</exception>
    public static ScalingLawForm SmoothlyBroken(ScalingVariable variable) => Enum.IsDefined(variable)
        ? new SmoothlyBrokenForm(variable)
        : throw new ArgumentOutOfRangeException(nameof(variable), variable, $"There is no scaling variable {variable}.");

    /// <summary>The form's name, by which fits are found.</summary>
    public string Name { get; }

    /// <summary>The numbers that a fit finds.</summary>
    public IReadOnlyList<ScalingLawCoordinate> Coordinates { get; }

    /// <summary>The names of the published parameters, as many as there are coordinates.</summary>
    public virtual IReadOnlyList<string> ParameterNames => _names;

    /// <summary>What the form is a function of. Default: N and D.</summary>
    public virtual ScalingVariables Variables => ScalingVariables.Parameters | ScalingVariables.Tokens;

    /// <summary>The one quantity that the form is a function of, if it is of one. Default <see langword="null"/>: <see cref="Variables"/> says it all.</summary>
    public virtual ScalingVariable? SoleVariable => null;

    /// <summary>How many distinct values each of the variables needs for the coordinates to be identified. Default 3: a power and a floor.</summary>
    public virtual int MinimumDistinctValues => 3;

    /// <summary>The loss at a point, and its derivative by each coordinate.</summary>
    /// <param name="point">Where. A form of this library gets N and D in units of the data's geometric mean, another one as they are.</param>
    /// <param name="coordinates">A value for each of <see cref="Coordinates"/>, within its range.</param>
    /// <param name="gradient">Takes ∂L/∂coordinate, as many.</param>
    /// <returns>L, in nats per token.</returns>
    public abstract double Evaluate(ScalingPoint point, ReadOnlySpan<double> coordinates, Span<double> gradient);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Whether <see cref="Evaluate"/> means points in units of the data's centre, so that coordinates are of order one and nearly uncorrelated.</summary>
    internal virtual bool IsCentred => false;

    /// <summary>The published parameters, for N in parameters and D in tokens.</summary>
    internal virtual void Publish(ReadOnlySpan<double> coordinates, ScalingPoint centre, Span<double> parameters) => coordinates.CopyTo(parameters);

    /// <summary>The loss at a point.</summary>
    internal double Value(ScalingPoint point, ReadOnlySpan<double> coordinates)
    {
        Span<double> gradient = stackalloc double[coordinates.Length];
        return Evaluate(point, coordinates, gradient);
    }
}
