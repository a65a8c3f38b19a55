using Microsoft.ML;

namespace ResearchML;

/// <summary>Reads a column of any number type as Double.</summary>
internal static class NumberGetter
{
    public static Func<double> Bind(DataViewRow row, DataViewSchema.Column column) => Type.GetTypeCode(column.Type.RawType) switch
    {
        TypeCode.Double => Bind<double>(row, column, v => v),
        TypeCode.Single => Bind<float>(row, column, v => v),
        TypeCode.SByte => Bind<sbyte>(row, column, v => v),
        TypeCode.Byte => Bind<byte>(row, column, v => v),
        TypeCode.Int16 => Bind<short>(row, column, v => v),
        TypeCode.UInt16 => Bind<ushort>(row, column, v => v),
        TypeCode.Int32 => Bind<int>(row, column, v => v),
        TypeCode.UInt32 => Bind<uint>(row, column, v => v),
        TypeCode.Int64 => Bind<long>(row, column, v => v),
        TypeCode.UInt64 => Bind<ulong>(row, column, v => v),
        _ => throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' holds {ColumnTypeName.Of(column.Type)}, which is no number."),
    };

    private static Func<double> Bind<T>(DataViewRow row, DataViewSchema.Column column, Func<T, double> convert)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return convert(value);
        };
    }
}
