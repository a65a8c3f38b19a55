using System.Text.Json;

namespace ResearchML.LanguageModels;

/// <summary>A file of JSON lines, one a step, for plots and dashboards while a run goes on.</summary>
internal sealed class TrainingLogFile : IDisposable
{
    private static readonly JsonEncodedText StepName = JsonEncodedText.Encode("step");

    private readonly string _path;
    private StreamWriter? _writer;

    public TrainingLogFile(string path) => _path = path;

    /// <summary>Opens the file after the lines of earlier steps; those of the step and later are of a run that went on from here before, and go.</summary>
    /// <param name="step">Steps done.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Begin(int step)
    {
        string[] kept = step > 0 && File.Exists(_path) ? [.. File.ReadLines(_path).Where(line => StepOf(line) <= step)] : [];
        if (Path.GetDirectoryName(Path.GetFullPath(_path)) is string folder)
            Directory.CreateDirectory(folder);
        string temporary = _path + ".tmp";
        File.WriteAllLines(temporary, kept);
        File.Move(temporary, _path, overwrite: true);
        _writer = new StreamWriter(new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read)) { AutoFlush = true };
    }

    /// <summary>Adds a step's line.</summary>
    public void Add(TrainingProgress progress)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber(StepName, progress.Step);
            Write(json, "loss", progress.LossNats);
            Write(json, "gradient_norm", progress.GradientNorm);
            Write(json, "learning_rate", progress.LearningRate);
            json.WriteNumber("tokens", progress.TokensSeen);
            Write(json, "tokens_per_second", progress.TokensPerSecond);
            Write(json, "peak_share", progress.PeakShare);
            Write(json, "elapsed_seconds", progress.Elapsed.TotalSeconds);
            foreach ((string name, double value) in progress.Diagnostics)
                Write(json, name, value);
            json.WriteEndObject();
        }
        _writer!.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _writer?.Dispose();

    private static void Write(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }

    // A line that a killed process left half written counts as later.
    private static int StepOf(string line)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            return json.RootElement.GetProperty(StepName.Value).GetInt32();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return int.MaxValue;
        }
    }
}
