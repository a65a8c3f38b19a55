using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML;

/// <summary>A column that a component reads, and the check that it is there and of the right type.</summary>
public sealed record InputColumn
{
    /// <summary>Describes a column.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="itemType">The type of its values, or of a vector's items: a text, a number, a Boolean; neither vector nor key.</param>
    /// <param name="kind">How many values a row holds. Default: one.</param>
    /// <param name="size">The length a <see cref="ColumnKind.Vector"/> must have. Null, the default: any.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> or <paramref name="itemType"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty, or <paramref name="itemType"/> is a vector or key, or a size is given for another kind.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is not positive.</exception>
    public InputColumn(string name, DataViewType itemType, ColumnKind kind = ColumnKind.Scalar, int? size = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(itemType);
        if (itemType is VectorDataViewType or KeyDataViewType)
            throw new ArgumentException($"Expected the type of one value, got {ColumnTypeName.Of(itemType)}. A vector is a kind; keys are not supported, map them to values first.", nameof(itemType));
        if (size is { } length)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length, nameof(size));
            if (kind != ColumnKind.Vector)
                throw new ArgumentException($"A size belongs to kind {ColumnKind.Vector}, not {kind}.", nameof(size));
        }

        Name = name;
        ItemType = itemType;
        Kind = kind;
        Size = size;
    }

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>The type of its values, or of a vector's items. Of a column of <see cref="Number"/>, Double: what the others convert to.</summary>
    public DataViewType ItemType { get; }

    private bool IsNumber { get; init; }

    /// <summary>How many values a row holds.</summary>
    public ColumnKind Kind { get; }

    /// <summary>The length that a <see cref="ColumnKind.Vector"/> must have, or null for any.</summary>
    public int? Size { get; }

    /// <summary>A text per row.</summary>
    /// <param name="name">The column's name.</param>
    public static InputColumn Text(string name) => new(name, TextDataViewType.Instance);

    /// <summary>A Single per row.</summary>
    /// <param name="name">The column's name.</param>
    public static InputColumn Single(string name) => new(name, NumberDataViewType.Single);

    /// <summary>A vector of Single per row, of one length, as trainers take for features.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="size">The length. Null, the default: any.</param>
    public static InputColumn Vector(string name, int? size = null) => new(name, NumberDataViewType.Single, ColumnKind.Vector, size);

    /// <summary>A number per row, of any of ML.NET's number types; <see cref="BindNumber"/> reads it as a Double.</summary>
    /// <param name="name">The column's name.</param>
    public static InputColumn Number(string name) => new(name, NumberDataViewType.Double) { IsNumber = true };

    /// <summary>Makes a reader of the current value of a column of <see cref="Number"/>.</summary>
    /// <param name="row">A row, or cursor, in which the column is active.</param>
    /// <exception cref="ArgumentNullException"><paramref name="row"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or is no number.</exception>
    /// <exception cref="InvalidOperationException">The column is not of <see cref="Number"/>.</exception>
    public Func<double> BindNumber(DataViewRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (!IsNumber)
            throw new InvalidOperationException($"Column '{Name}' was not described by {nameof(Number)}.");
        DataViewSchema.Column column = Require(row.Schema);
        return NumberGetter.Bind(row, column);
    }

    /// <summary>Makes a reader of the current value of a column of <see cref="Text"/> that names things, as models or problems: one string serves all rows of a name, and is kept while the reader is.</summary>
    /// <param name="row">A row, or cursor, in which the column is active.</param>
    /// <exception cref="ArgumentNullException"><paramref name="row"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or is no text.</exception>
    /// <exception cref="InvalidDataException">By the reader: the text is empty; the message tells row and column.</exception>
    public Func<string> BindName(DataViewRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(Require(row.Schema));
        var known = new HashSet<string>();
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup = known.GetAlternateLookup<ReadOnlySpan<char>>();
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            getter(ref text);
            if (text.IsEmpty)
                throw new InvalidDataException(FormattableString.Invariant($"Row {row.Position}: column '{Name}' is empty, expected a name."));
            if (!lookup.TryGetValue(text.Span, out string? name))
                known.Add(name = text.ToString());
            return name;
        };
    }

    /// <summary>Finds the column in the schema that a transformer is given.</summary>
    /// <param name="inputSchema">The schema.</param>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    public DataViewSchema.Column Require(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        DataViewSchema.Column column = inputSchema.GetColumnOrNull(Name)
            ?? throw Missing(nameof(inputSchema), inputSchema.Where(c => !c.IsHidden).Select(c => c.Name));

        var vector = column.Type as VectorDataViewType;
        bool itemMatches = Accepts(vector?.ItemType ?? column.Type);
        bool kindMatches = Kind switch
        {
            ColumnKind.Scalar => vector is null,
            ColumnKind.Vector => vector is { IsKnownSize: true } && (Size is null || Size == vector.Size),
            _ => vector is not null,
        };
        return itemMatches && kindMatches ? column : throw Mismatch(nameof(inputSchema), ColumnTypeName.Of(column.Type));
    }

    /// <summary>Finds the column in the shape that an estimator is given. A shape holds no lengths, so that <see cref="Size"/> is not checked.</summary>
    /// <param name="inputSchema">The shape.</param>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    public SchemaShape.Column Require(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        if (!inputSchema.Any(c => c.Name == Name))
            throw Missing(nameof(inputSchema), inputSchema.Select(c => c.Name));

        SchemaShape.Column column = inputSchema.First(c => c.Name == Name);
        bool kindMatches = Kind switch
        {
            ColumnKind.Scalar => column.Kind == SchemaShape.Column.VectorKind.Scalar,
            ColumnKind.Vector => column.Kind == SchemaShape.Column.VectorKind.Vector,
            _ => column.Kind != SchemaShape.Column.VectorKind.Scalar,
        };
        return kindMatches && !column.IsKey && Accepts(column.ItemType) ? column : throw Mismatch(nameof(inputSchema), ColumnTypeName.Of(column));
    }

    private bool Accepts(DataViewType type) => IsNumber ? type is NumberDataViewType : ItemType.Equals(type);

    private string Expected => Kind switch
    {
        ColumnKind.Scalar when IsNumber => "a number (Double, Single or an integer)",
        ColumnKind.Scalar => ColumnTypeName.Of(ItemType),
        ColumnKind.Vector when Size is { } size => $"Vector<{ColumnTypeName.Of(ItemType)}, {size}>",
        ColumnKind.Vector => $"Vector<{ColumnTypeName.Of(ItemType)}>",
        _ => $"Vector<{ColumnTypeName.Of(ItemType)}> or VarVector<{ColumnTypeName.Of(ItemType)}>",
    };

    private ArgumentOutOfRangeException Missing(string parameter, IEnumerable<string> available) =>
        new(parameter, $"Could not find input column '{Name}'. The columns are: {string.Join(", ", available)}.");

    private ArgumentOutOfRangeException Mismatch(string parameter, string got) =>
        new(parameter, $"Schema mismatch for input column '{Name}': expected {Expected}, got {got}");
}
