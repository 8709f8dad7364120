using System.Text;
using Imaginator.Files;
using Imaginator.Linux.Processes;
using Imaginator.Linux.Trees;

namespace Imaginator.Sandbox.Roots;

/// <summary>The mounts in this namespace.</summary>
internal static class MountTable
{
    private const int MountPointField = 4;

    /// <summary>Lists the mount points, newest first, which is the order for unmounting them.</summary>
    /// <param name="self">The directory of this process below <c>/proc</c>.</param>
    public static List<string> Read(DirectoryHandle self)
    {
        using var file = self.OpenFile("mountinfo");
        var bytes = new MemoryStream();
        var buffer = new byte[8192];
        while (Descriptors.Read(file, buffer, "mountinfo") is > 0 and var count)
        {
            bytes.Write(buffer, 0, count);
        }

        return Parse(bytes.ToArray());
    }

    internal static List<string> Parse(ReadOnlySpan<byte> table)
    {
        var paths = new List<string>();
        foreach (var line in table.Split((byte)'\n'))
        {
            var fields = Encoding.Latin1.GetString(table[line]).Split(' ');
            if (fields.Length > MountPointField)
            {
                paths.Add(Unescape(fields[MountPointField]));
            }
        }

        paths.Reverse();
        return paths;
    }

    /// <summary>
    /// Decodes space, tab, line feed and backslash, which are encoded as a backslash and three octal digits.
    /// </summary>
    private static string Unescape(string field)
    {
        var bytes = new List<byte>(field.Length);
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] == '\\' && i + 3 <= field.Length - 1)
            {
                bytes.Add((byte)(((field[i + 1] - '0') << 6) | ((field[i + 2] - '0') << 3) | (field[i + 3] - '0')));
                i += 3;
            }
            else
            {
                bytes.Add((byte)field[i]);
            }
        }

        return FileName.Decode(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes));
    }
}
