namespace Imaginator.Scanning.Exclusions;

/// <summary>Puts paths together that are only looked at, without making a string of each. Not thread-safe.</summary>
public sealed class PathText
{
    private char[] _text = new char[256];

    /// <summary>The path of a name in a directory; valid until the next call.</summary>
    public ReadOnlySpan<char> Join(string directory, string name)
    {
        var length = directory.Length + 1 + name.Length;
        if (length > _text.Length)
        {
            _text = new char[2 * length];
        }

        directory.CopyTo(_text);
        _text[directory.Length] = '/';
        name.CopyTo(_text.AsSpan(directory.Length + 1));
        return _text.AsSpan(0, length);
    }
}
