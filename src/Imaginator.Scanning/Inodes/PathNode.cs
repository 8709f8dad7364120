using System.Text;
using Imaginator.Files;
using Imaginator.Images;

namespace Imaginator.Scanning.Inodes;

/// <summary>
/// A path as its last name and the path above. Many paths of one tree share their memory: with a string for each, files in
/// deep directories would need thousands of bytes each.
/// </summary>
public sealed class PathNode
{
    private const int DisplayedStart = 160;
    private const int DisplayedEnd = 60;

    private PathNode(PathNode? parent, string name, int byteLength)
    {
        Parent = parent;
        Name = name;
        ByteLength = byteLength;
    }

    /// <summary>The root of a tree; its path is empty.</summary>
    public static PathNode Root { get; } = new(null, "", 0);

    /// <summary>The path above; null for the root.</summary>
    public PathNode? Parent { get; }

    /// <summary>The last name.</summary>
    public string Name { get; }

    /// <summary>The length of the path in bytes, its leading slash included.</summary>
    public int ByteLength { get; }

    /// <summary>The path of a name in this directory.</summary>
    public PathNode Append(string name) => new(this, name, ByteLength + 1 + TreeRules.ByteLength(name));

    /// <summary>The path with a leading slash; empty for the root.</summary>
    public override string ToString()
    {
        var names = new Stack<string>();
        for (var node = this; node.Parent is not null; node = node.Parent)
        {
            names.Push(node.Name);
        }

        var path = new StringBuilder();
        foreach (var name in names)
        {
            path.Append('/').Append(name);
        }

        return path.ToString();
    }

    /// <summary>The path for messages: printable and not too long.</summary>
    public string ToDisplay() => ToDisplay(Parent is null ? "/" : ToString());

    /// <summary>A path for messages: printable and not too long.</summary>
    public static string ToDisplay(string path) => FileName.ToDisplay(
        path.Length <= DisplayedStart + DisplayedEnd ? path : $"{path[..DisplayedStart]}…{path[^DisplayedEnd..]}");
}
