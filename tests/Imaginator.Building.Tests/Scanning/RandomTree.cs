using Imaginator.Files;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Scanning;

/// <summary>Fills a directory with something of everything, the same for the same seed.</summary>
internal static class RandomTree
{
    public static void Fill(DirectoryHandle root, int seed, int entries)
    {
        var random = new Random(seed);
        var directories = new List<DirectoryHandle> { root };
        var linkable = new List<(DirectoryHandle Directory, string Name)>();
        for (var i = 0; i < entries; i++)
        {
            var parent = directories[random.Next(directories.Count)];
            var name = Name(random, i);
            var uid = (uint)random.Next(0, 70_000);
            var gid = (uint)random.Next(0, 70_000);
            var mode = (uint)random.Next(0, 0x1000);
            switch (random.Next(8))
            {
                case 0 or 1:
                    parent.MakeDirectory(name, 0x1C0);
                    parent.SetOwner(name, uid, gid);
                    parent.SetMode(name, mode);
                    directories.Add(parent.OpenDirectory(name));
                    AddAttribute(random, directories[^1].SetExtendedAttribute);
                    break;
                case 2 or 3 or 4:
                    MakeFile(random, parent, name, uid, gid, mode);
                    linkable.Add((parent, name));
                    break;
                case 5:
                    parent.MakeSymbolicLink(name, random.Next(2) == 0 ? "/etc/passwd" : "../" + Name(random, i));
                    parent.SetOwner(name, uid, gid);
                    linkable.Add((parent, name));
                    break;
                case 6:
                    var type = random.Next(3) switch { 0 => FileType.Fifo, 1 => FileType.CharacterDevice, _ => FileType.BlockDevice };
                    parent.MakeNode(name, (uint)type | mode, type == FileType.Fifo ? 0 : (ulong)random.Next(0, 0x10_0000));
                    parent.SetOwner(name, uid, gid);
                    parent.SetMode(name, mode);
                    parent.SetModificationTime(name, random.Next(), random.Next(1_000_000_000));
                    linkable.Add((parent, name));
                    break;
                case 7 when linkable.Count > 0:
                    var (directory, existing) = linkable[random.Next(linkable.Count)];
                    parent.Link(directory, existing, name);
                    break;
            }
        }

        root.SetMode((uint)random.Next(0, 0x1000));
        directories.Skip(1).ToList().ForEach(directory => directory.Dispose());
    }

    private static void MakeFile(Random random, DirectoryHandle parent, string name, uint uid, uint gid, uint mode)
    {
        using var file = parent.CreateFile(name, 0x180);
        var length = random.Next(6) switch { 0 => 0, 1 => random.Next(1_048_570, 1_048_580), 2 => 2_200_000, _ => random.Next(1, 9) };
        var contents = new byte[length];
        Array.Fill(contents, (byte)random.Next(3));
        RandomAccess.Write(file, contents, 0);
        FileHandles.SetOwner(file, uid, gid);
        FileHandles.SetMode(file, mode);
        AddAttribute(random, attribute => FileHandles.SetExtendedAttribute(file, attribute));
        if (random.Next(4) == 0)
        {
            // cap_net_raw+ep, as ping has it.
            FileHandles.SetExtendedAttribute(file, new ExtendedAttribute(
                "security.capability", new byte[] { 1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }));
        }

        FileHandles.SetModificationTime(file, random.Next(-1_000_000, int.MaxValue), random.Next(1_000_000_000));
    }

    private static void AddAttribute(Random random, Action<ExtendedAttribute> set)
    {
        if (random.Next(3) == 0)
        {
            set(new ExtendedAttribute("user.é" + random.Next(9), new byte[random.Next(0, 2000)]));
        }
    }

    private static string Name(Random random, int i) => random.Next(5) switch
    {
        0 => FileName.Decode([0xFF, (byte)'x', (byte)(0x80 + (i % 64))]) + i,
        1 => "日本語" + i,
        2 => new string('n', 200) + i,
        3 => "😀\n " + i,
        _ => "name" + i,
    };
}
