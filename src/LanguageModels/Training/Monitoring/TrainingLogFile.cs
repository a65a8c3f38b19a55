using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ResearchML.LanguageModels;

/// <summary>A file of JSON lines, one a step, for plots and dashboards while a run goes on. One run at a time writes into it; others may read along.</summary>
internal sealed partial class TrainingLogFile : IDisposable
{
    private static readonly JsonEncodedText StepName = JsonEncodedText.Encode("step");
    private static readonly string[] Names = ["step", "loss", "gradient_norm", "learning_rate", "tokens", "tokens_per_second", "peak_share", "elapsed_seconds"];

    private readonly string _path;
    private readonly FileStream _stream;

    /// <summary>Takes the file, made if it is not there; what it holds stays until <see cref="Begin"/>.</summary>
    /// <exception cref="InvalidOperationException">Another run has it.</exception>
    /// <exception cref="IOException">It is another kind of file, or cannot be written.</exception>
    public TrainingLogFile(string path)
    {
        _path = path;
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is string folder)
            Directory.CreateDirectory(folder);
        // Alone for a moment, which nobody is while another writes; then open to readers.
        using (FileStream alone = Open(FileShare.None))
        {
            var start = new byte[64];
            if (alone.Read(start) is int length and > 0 && !Line().IsMatch(Encoding.UTF8.GetString(start, 0, length)))
                throw new IOException($"'{path}' is there already and is no log of a training run, which would replace it: name another TrainingOptions.LogFile.");
        }
        _stream = Open(FileShare.Read);
    }

    /// <summary>Goes on after the lines of earlier steps; those of later ones are of a run that went on from here before, and go.</summary>
    /// <param name="step">Steps done.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Begin(int step)
    {
        _stream.SetLength(LengthUpTo(step));
        _stream.Seek(0, SeekOrigin.End);
    }

    /// <summary>Adds a step's line.</summary>
    /// <exception cref="InvalidOperationException">A diagnostic has the name of a number that every line has.</exception>
    public void Add(TrainingProgress progress)
    {
        if (progress.Diagnostics.Keys.FirstOrDefault(Names.Contains) is string taken)
            throw new InvalidOperationException($"The objective has a diagnostic '{taken}', and each line of the log '{_path}' has a number of that name: call it otherwise. Taken are {string.Join(", ", Names)}.");
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
        buffer.WriteByte((byte)'\n');
        _stream.Write(buffer.GetBuffer(), 0, (int)buffer.Length);
        _stream.Flush();
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    [GeneratedRegex("^\\{\"step\":[0-9]+,\"loss\":")]
    private static partial Regex Line();

    private FileStream Open(FileShare share)
    {
        try
        {
            return new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share);
        }
        catch (IOException e) when (FileSharing.IsRefused(e))
        {
            throw new InvalidOperationException($"The log '{_path}' is open elsewhere, most likely in another training run: give each run a log of its own, or wait for it to end.", e);
        }
    }

    // A line without its end, which a killed process left, counts as later.
    private long LengthUpTo(int step)
    {
        long length = 0;
        _stream.Position = 0;
        using var reader = new StreamReader(_stream, leaveOpen: true);
        while (reader.ReadLine() is string line && StepOf(line) <= step)
        {
            long end = length + Encoding.UTF8.GetByteCount(line) + 1;
            if (end > _stream.Length)
                break;
            length = end;
        }
        return length;
    }

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
