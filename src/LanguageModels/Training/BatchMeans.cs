namespace ResearchML.LanguageModels;

/// <summary>Loss and diagnostics of a step: means over its batches, of each diagnostic over those that gave it.</summary>
internal sealed class BatchMeans
{
    private readonly Dictionary<string, (double Sum, int Count)> _diagnostics = [];
    private double _loss;
    private int _count;

    public double Loss => _loss / _count;

    public IReadOnlyDictionary<string, double> Diagnostics => _diagnostics.ToDictionary(d => d.Key, d => d.Value.Sum / d.Value.Count);

    public void Add(double loss, IReadOnlyDictionary<string, double>? diagnostics)
    {
        _loss += loss;
        _count++;
        foreach ((string name, double number) in diagnostics ?? new Dictionary<string, double>())
        {
            (double sum, int count) = _diagnostics.GetValueOrDefault(name);
            _diagnostics[name] = (sum + number, count + 1);
        }
    }
}
