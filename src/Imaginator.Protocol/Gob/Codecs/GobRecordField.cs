using System.Reflection;
using Imaginator.Protocol.Gob.Coding;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Gob.Codecs;

/// <summary>A property of a record that is a field of a struct.</summary>
internal abstract class GobRecordField<T>(string name)
    where T : class
{
    public string Name => name;

    public abstract GobSchema Schema { get; }

    /// <summary>Writes the field unless it is omitted.</summary>
    public abstract bool TryWrite(ref GobWriter writer, T record, uint delta);

    /// <summary>Creates the part of a plan that reads the field.</summary>
    public abstract GobRecordFieldReader<T> Bind(GobBinder binder, int typeId);
}

/// <summary>Reads a field into a record.</summary>
internal abstract class GobRecordFieldReader<T>
    where T : class
{
    public abstract void Read(ref GobReader reader, T target);
}

/// <summary>A property of a record that is a field of a struct.</summary>
internal sealed class GobRecordField<T, TField>(PropertyInfo property, GobCodec<TField> codec)
    : GobRecordField<T>(property.Name)
    where T : class
{
    private readonly Func<T, TField> _get = property.GetMethod!.CreateDelegate<Func<T, TField>>();
    private readonly Action<T, TField> _set = property.SetMethod!.CreateDelegate<Action<T, TField>>();

    public override GobSchema Schema => codec.Schema;

    public override bool TryWrite(ref GobWriter writer, T record, uint delta)
    {
        var value = _get(record);
        if (codec.IsOmitted(value))
        {
            return false;
        }

        writer.WriteUint(delta);
        codec.Write(ref writer, value);
        return true;
    }

    public override GobRecordFieldReader<T> Bind(GobBinder binder, int typeId)
    {
        try
        {
            return new Reader(_set, binder.Bind(codec, typeId));
        }
        catch (GobException exception)
        {
            throw new GobException($"field {typeof(T).Name}.{Name}: {exception.Message}", exception);
        }
    }

    private sealed class Reader(Action<T, TField> set, GobPlan<TField> plan) : GobRecordFieldReader<T>
    {
        public override void Read(ref GobReader reader, T target) => set(target, plan.Read(ref reader));
    }
}
