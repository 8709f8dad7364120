using Imaginator.Protocol.Gob.Coding;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Gob.Codecs;

/// <summary>The codec of interface values, which carry the registered name and the type of their contents.</summary>
/// <typeparam name="T">The common base of all types that the interface can hold.</typeparam>
internal sealed class GobInterfaceCodec<T>(bool mayBeNull, params GobInterfaceCase<T>[] cases) : GobCodec<T?>
    where T : class
{
    private readonly Dictionary<Type, GobInterfaceCase<T>> _casesByType = cases.ToDictionary(item => item.Type);

    public override GobSchema Schema { get; } = GobSchema.Basic(GobKind.Interface, "interface {}");

    public override bool IsOmitted(T? value) => value is null;

    public override void Write(ref GobWriter writer, T? value)
    {
        if (value is null)
        {
            writer.WriteUint(0);
            return;
        }

        if (!_casesByType.TryGetValue(value.GetType(), out var match))
        {
            match = Array.Find(cases, item => item.Type.IsInstanceOfType(value))
                ?? throw new GobException($"type not registered for interface: {value.GetType().Name}");
        }

        writer.WriteBytes(match.Name.Span);
        writer.WriteInt(writer.GetTypeId(match.Schema));
        var contents = writer.BeginCounted();
        if (match.Schema.Kind != GobKind.Struct)
        {
            contents.WriteUint(0);
        }

        match.Write(ref contents, value);
        writer.EndCounted(ref contents);
    }

    public override GobPlan<T?> Bind(GobBinder binder, int typeId)
    {
        binder.Require(typeId, Schema);
        return new Plan(mayBeNull, [.. cases.Select(item => item.CreateReader())]);
    }

    private sealed class Plan(bool mayBeNull, GobInterfaceCaseReader<T>[] cases) : GobPlan<T?>
    {
        public override T? Read(ref GobReader reader)
        {
            var name = reader.ReadSpan();
            if (name.IsEmpty)
            {
                return mayBeNull ? null : throw new GobException("an interface value is nil but must not be");
            }

            var match = Find(name);
            reader.Enter();
            var typeId = reader.ReadInterfaceTypeId();
            reader.ReadUint(); // an unreliable byte count: it ends where Go cut the value
            var value = match.Read(ref reader, typeId);
            reader.Leave();
            return value;
        }

        private GobInterfaceCaseReader<T> Find(ReadOnlySpan<byte> name)
        {
            foreach (var candidate in cases)
            {
                if (candidate.Name.Span.SequenceEqual(name))
                {
                    return candidate;
                }
            }

            throw new GobException(
                $"name not registered for interface: \"{Files.FileName.ToDisplay(Files.FileName.Decode(name[..Math.Min(name.Length, 100)]))}\"");
        }
    }
}
