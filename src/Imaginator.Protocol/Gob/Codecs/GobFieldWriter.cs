using Imaginator.Protocol.Gob.Coding;

namespace Imaginator.Protocol.Gob.Codecs;

/// <summary>Writes the fields of a struct in order and omits the fields that Go omits.</summary>
internal struct GobFieldWriter()
{
    private uint _delta = 1;

    public void Uint(ref GobWriter writer, ulong value)
    {
        if (value == 0)
        {
            Omit();
            return;
        }

        Begin(ref writer);
        writer.WriteUint(value);
    }

    public void Int(ref GobWriter writer, long value)
    {
        if (value == 0)
        {
            Omit();
            return;
        }

        Begin(ref writer);
        writer.WriteInt(value);
    }

    public void String(ref GobWriter writer, string value)
    {
        if (value.Length == 0)
        {
            Omit();
            return;
        }

        Begin(ref writer);
        writer.WriteString(value);
    }

    public void Value<T>(ref GobWriter writer, GobCodec<T> codec, T value)
    {
        if (codec.IsOmitted(value))
        {
            Omit();
            return;
        }

        Begin(ref writer);
        codec.Write(ref writer, value);
    }

    /// <summary>Omits a field.</summary>
    public void Omit() => _delta++;

    private void Begin(ref GobWriter writer)
    {
        writer.WriteUint(_delta);
        _delta = 1;
    }
}
