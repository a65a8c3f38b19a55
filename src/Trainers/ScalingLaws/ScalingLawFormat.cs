using System.Text;
using ResearchML.Statistics;

namespace ResearchML.Trainers;

/// <summary>A law as bytes: little-endian numbers and length-prefixed arrays. A length is checked against what is left before anything is allocated.</summary>
internal static class ScalingLawFormat
{
    /// <summary>Relative difference of a loss that another machine's arithmetic explains.</summary>
    private const double SameLoss = 1e-6;

    public static void Write(ScalingLaw law, Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write((int)law.Selection);
        writer.Write((int)law.LossUnit);
        writer.Write(law.ConfidenceLevel);
        writer.Write(law.Seed);
        WriteAll(writer, law.Runs, run =>
        {
            writer.Write(run.Point.LogParameters);
            writer.Write(run.Point.LogTokens);
            writer.Write(run.Point.LogUniqueTokens);
            writer.Write(run.Loss);
            writer.Write(run.Weight);
            writer.Write(run.Group ?? "");
        });
        writer.Write(law.Data.Read);
        WriteAll(writer, law.Data.Excluded, e =>
        {
            writer.Write(e.Rule);
            writer.Write(e.Runs);
        });
        writer.Write(law.Data.Duplicates);
        writer.Write(law.Data.Reruns);
        writer.Write(law.Fits.Values.First().Reach.Factor);
        WriteAll(writer, [.. law.Fits.Values], fit =>
        {
            writer.Write(ScalingLawFormName.Of(fit.Form));
            RequireMadeAgain(fit, law.Runs[0].Point);
            WriteNumbers(writer, fit.Coordinates);
            writer.Write(fit.Predict(law.Runs[0].Point, fit.Coordinates));
            writer.Write(fit.Cost);
            writer.Write((int)fit.Status);
            WriteAll(writer, fit.Replicates, replicate => WriteNumbers(writer, replicate ?? []));
            writer.Write(fit.LackOfFit is not null);
            if (fit.LackOfFit is not { } test)
                return;
            writer.Write(test.F);
            writer.Write(test.LackOfFitDegrees);
            writer.Write(test.PureErrorDegrees);
            writer.Write(test.PValue);
            writer.Write(test.SeedNoise);
        });
        Write(writer, law.Validation);
        WriteAll(writer, law.Comparisons, c =>
        {
            writer.Write(c.First);
            writer.Write(c.Second);
            WriteNumbers(writer, [c.Difference.Value, c.Difference.Lower, c.Difference.Upper, c.Difference.Level]);
            writer.Write(c.FirstBetter);
        });
    }

    public static ScalingLaw Read(Stream stream)
    {
        try
        {
            return ReadLaw(stream);
        }
        catch (FormatException)   // a text's length, of BinaryReader
        {
            throw Damaged();
        }
    }

    private static ScalingLaw ReadLaw(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        var selection = (FormSelection)reader.ReadInt32();
        var unit = (LossUnit)reader.ReadInt32();
        double level = reader.ReadDouble();
        ulong seed = reader.ReadUInt64();
        ScalingRun[] runs = ReadAll(reader, 41, () => new ScalingRun(
            ScalingPoint.FromLogs(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble()), reader.ReadDouble(), reader.ReadDouble(), reader.ReadString() is { Length: > 0 } group ? group : null));
        var data = new ScalingRunReport(reader.ReadInt32(), runs.Length, ReadAll(reader, 5, () => new ExclusionCount(reader.ReadString(), reader.ReadInt32())), reader.ReadInt32(), reader.ReadInt32());
        if (runs.Length == 0)
            throw Damaged();
        ScalingReach reach = ScalingReach.Of(runs, reader.ReadDouble());
        ScalingPoint centre = new RunSet(runs).Centre;
        ScalingLawFit[] fits = ReadAll(reader, 22, () =>
        {
            ScalingLawForm form = ScalingLawFormName.Resolve(reader.ReadString());
            double[] coordinates = ReadNumbers(reader);
            double known = reader.ReadDouble();
            double cost = reader.ReadDouble();
            var status = (FitStatus)reader.ReadInt32();
            double[]?[] replicates = ReadAll(reader, 4, () => ReadNumbers(reader) is { Length: > 0 } numbers ? numbers : null);
            LackOfFitTest? test = reader.ReadBoolean() ? new LackOfFitTest(reader.ReadDouble(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadDouble(), reader.ReadDouble()) : null;
            if (replicates.Append(coordinates).Any(c => c is not null && c.Length != form.Coordinates.Count))
                throw new InvalidDataException($"The model's fit of form '{form.Name}' has another number of parameters than the form, {form.Coordinates.Count}: the form has changed since it was saved.");
            var fit = new ScalingLawFit(form, centre, reach, coordinates, cost, runs.Length, status, replicates, test);
            return Math.Abs(fit.Predict(runs[0].Point, coordinates) - known) > SameLoss * Math.Abs(known)
                ? throw new InvalidDataException($"The model's form '{form.Name}' predicts another loss than when it was saved: its class has changed.")
                : fit;
        });
        ValidationTable validation = ReadValidation(reader);
        if (!validation.Forms.Select(f => f.Form).Append(validation.Chosen).All(name => fits.Any(f => f.Form.Name == name))
            || validation.Forms.Any(f => f.SignedBias.Count != validation.Bins.Count) || !validation.Forms.Any(f => f.Weight > 0))
        {
            throw Damaged();
        }

        FormComparison[] comparisons = ReadAll(reader, 46, () => new FormComparison(reader.ReadString(), reader.ReadString(), ReadEstimate(reader), reader.ReadDouble()));
        return new ScalingLaw(runs, data, fits, selection, validation, comparisons, unit, level, seed);
    }

    // A form of a caller's is made again by its class alone: what else it was given is lost.
    private static void RequireMadeAgain(ScalingLawFit fit, ScalingPoint point)
    {
        ScalingLawForm again = ScalingLawFormName.Resolve(ScalingLawFormName.Of(fit.Form));
        if (again.Coordinates.Count != fit.Form.Coordinates.Count || !again.Value(point, fit.Coordinates).Equals(fit.Form.Value(point, fit.Coordinates)))
            throw new NotSupportedException($"A law with form '{fit.Form.Name}' cannot be saved: one made by {fit.Form.GetType()}'s constructor without parameters, as loading does, is another form.");
    }

    private static void Write(BinaryWriter writer, ValidationTable validation)
    {
        writer.Write((int)validation.OrderedBy);
        WriteAll(writer, validation.Bins, bin =>
        {
            WriteNumbers(writer, [bin.Origin, bin.From, bin.To]);
            writer.Write(bin.Fitted);
            writer.Write(bin.Predicted);
        });
        WriteAll(writer, validation.Forms, form =>
        {
            writer.Write(form.Form);
            WriteNumbers(writer, [.. form.SignedBias]);
            writer.Write(form.MeanAbsoluteLogError);
            writer.Write(form.RelativeError);
            writer.Write(form.Weight);
        });
        writer.Write(validation.Chosen);
    }

    private static ValidationTable ReadValidation(BinaryReader reader)
    {
        var orderedBy = (ScalingVariable)reader.ReadInt32();
        ValidationBin[] bins = ReadAll(reader, 36, () => ReadNumbers(reader) is [var origin, var from, var to]
            ? new ValidationBin(origin, from, to, reader.ReadInt32(), reader.ReadInt32())
            : throw Damaged());
        return new ValidationTable(orderedBy, bins, ReadAll(reader, 29, () => new FormValidation(reader.ReadString(), ReadNumbers(reader), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble())), reader.ReadString());
    }

    private static Estimate ReadEstimate(BinaryReader reader) =>
        ReadNumbers(reader) is [var value, var lower, var upper, var level] ? new Estimate(value, lower, upper, level) : throw Damaged();

    private static void WriteNumbers(BinaryWriter writer, ReadOnlySpan<double> numbers)
    {
        writer.Write(numbers.Length);
        foreach (double number in numbers)
            writer.Write(number);
    }

    private static double[] ReadNumbers(BinaryReader reader) => ReadAll(reader, sizeof(double), reader.ReadDouble);

    private static void WriteAll<T>(BinaryWriter writer, IReadOnlyList<T> items, Action<T> write)
    {
        writer.Write(items.Count);
        foreach (T item in items)
            write(item);
    }

    private static T[] ReadAll<T>(BinaryReader reader, int leastBytes, Func<T> read)
    {
        int count = reader.ReadInt32();
        if (count < 0 || count > (reader.BaseStream.Length - reader.BaseStream.Position) / leastBytes)
            throw Damaged();
        T[] items = new T[count];
        for (int i = 0; i < count; i++)
            items[i] = read();
        return items;
    }

    private static InvalidDataException Damaged() => new("The model's scaling law is damaged: its parts do not fit together. Save or copy the model again.");
}
