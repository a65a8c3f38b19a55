using System.Text;
using System.Text.Json;

namespace ResearchML.Trainers;

/// <summary>A forecast as bytes: options as JSON, counts and shuffled gains little-endian. A length is checked against what is left before anything is allocated.</summary>
internal static class EmergenceFormat
{
    private const int LeastCountBytes = 3 + 2 * sizeof(long) + 4 * sizeof(double);

    public static void Write(EmergenceOptions options, ulong seed, IReadOnlyList<EmergenceCount> counts, IReadOnlyList<ShuffledControl> controls, Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(JsonSerializer.Serialize(options));
        writer.Write(seed);
        writer.Write(counts.Count);
        foreach (EmergenceCount count in counts)
        {
            writer.Write(count.Model);
            writer.Write(count.Compute);
            writer.Write(count.Task);
            writer.Write(count.Problem);
            writer.Write(count.Samples);
            writer.Write(count.Correct);
            writer.Write(count.Loss);
            writer.Write(count.Chance);
            writer.Write(count.FinetuningExamples);
        }

        writer.Write(controls.Count);
        foreach (ShuffledControl control in controls)
        {
            writer.Write(control.Task);
            writer.Write(control.Gain);
            writer.Write(control.ShuffledGains.Count);
            foreach (double gain in control.ShuffledGains)
                writer.Write(gain);
        }
    }

    /// <exception cref="InvalidDataException">The bytes are no forecast.</exception>
    public static (EmergenceOptions Options, ulong Seed, IReadOnlyList<EmergenceCount> Counts, IReadOnlyList<ShuffledControl> Controls) Read(Stream stream)
    {
        try
        {
            using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
            EmergenceOptions options = JsonSerializer.Deserialize<EmergenceOptions>(reader.ReadString()) ?? throw Damaged("it has no options");
            options.Validate();
            ulong seed = reader.ReadUInt64();
            var counts = new EmergenceCount[Count(reader, LeastCountBytes)];
            for (int i = 0; i < counts.Length; i++)
            {
                (string model, double compute, string task, string problem) = (reader.ReadString(), reader.ReadDouble(), reader.ReadString(), reader.ReadString());
                counts[i] = new EmergenceCount(model, compute, task, problem, reader.ReadInt64(), reader.ReadInt64())
                {
                    Loss = reader.ReadDouble(),
                    Chance = reader.ReadDouble(),
                    FinetuningExamples = reader.ReadDouble(),
                };
                if (counts[i].Fault() is { } fault)
                    throw Damaged(fault);
            }

            var controls = new ShuffledControl[Count(reader, 1 + sizeof(double) + sizeof(int))];
            for (int i = 0; i < controls.Length; i++)
            {
                (string task, double gain) = (reader.ReadString(), reader.ReadDouble());
                double[] gains = new double[Count(reader, sizeof(double))];
                for (int j = 0; j < gains.Length; j++)
                    gains[j] = reader.ReadDouble();
                controls[i] = new ShuffledControl(task, gain, gains);
            }

            return counts.Length == 0 ? throw Damaged("it has no counts") : (options, seed, counts, controls);
        }
        catch (Exception e) when (e is FormatException or JsonException or ArgumentException or EndOfStreamException)
        {
            throw Damaged(e.Message);
        }
    }

    private static int Count(BinaryReader reader, int bytesEach)
    {
        int count = reader.ReadInt32();
        return count >= 0 && count <= (reader.BaseStream.Length - reader.BaseStream.Position) / bytesEach ? count : throw Damaged("a list is longer than the file");
    }

    private static InvalidDataException Damaged(string why) => new($"The saved forecast is damaged: {why}.");
}
