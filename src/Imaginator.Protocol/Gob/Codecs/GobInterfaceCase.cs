using System.Text;
using Imaginator.Protocol.Gob.Coding;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Gob.Codecs;

/// <summary>A type that an interface value can hold.</summary>
internal abstract class GobInterfaceCase<T>(string name)
{
    /// <summary>The name under which Go programs register the type.</summary>
    public ReadOnlyMemory<byte> Name { get; } = Encoding.UTF8.GetBytes(name);

    /// <summary>The local type.</summary>
    public abstract Type Type { get; }

    public abstract GobSchema Schema { get; }

    public abstract void Write(ref GobWriter writer, T value);

    /// <summary>Creates the reader for one stream.</summary>
    public abstract GobInterfaceCaseReader<T> CreateReader();
}

/// <summary>A type that an interface value can hold.</summary>
internal sealed class GobInterfaceCase<T, TCase>(string name, GobCodec<TCase> codec) : GobInterfaceCase<T>(name)
    where TCase : T
{
    public override Type Type => typeof(TCase);

    public override GobSchema Schema => codec.Schema;

    public override void Write(ref GobWriter writer, T value) => codec.Write(ref writer, (TCase)value!);

    public override GobInterfaceCaseReader<T> CreateReader() => new Reader(Name, codec);

    private sealed class Reader(ReadOnlyMemory<byte> name, GobCodec<TCase> codec) : GobInterfaceCaseReader<T>(name)
    {
        private int _typeId;
        private GobPlan<TCase>? _plan;

        public override T Read(ref GobReader reader, int typeId)
        {
            if (_plan is null || _typeId != typeId)
            {
                _plan = reader.Binder.Bind(codec, typeId);
                _typeId = typeId;
            }

            if (codec.Schema.Kind != GobKind.Struct)
            {
                reader.ReadSingletonMark();
            }

            return _plan.Read(ref reader);
        }
    }
}

/// <summary>Reads the contents of an interface value on one stream.</summary>
internal abstract class GobInterfaceCaseReader<T>(ReadOnlyMemory<byte> name)
{
    public ReadOnlyMemory<byte> Name => name;

    public abstract T Read(ref GobReader reader, int typeId);
}
