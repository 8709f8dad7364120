using CsCheck;
using Imaginator.Building.Trees;
using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Scanning.Differences;

/// <summary>Something that a command in a build might do to a tree. Few names, so that operations meet.</summary>
internal sealed record TreeOperation(TreeOperationKind Kind, string Path, string OtherPath, int Number)
{
    private const uint Permissions = 0x1ED;
    private const uint SetGroup = 0x400;

    // cap_net_raw+ep, as ping has it; chown and write take it away.
    private static readonly byte[] Capability = [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private static readonly string[] Names = ["a", "b", "c", FileName.Decode([0xFF, (byte)'d'])];

    private static readonly Gen<string> Paths = Gen.Int[0, 3]
        .Array[Gen.Frequency((3, Gen.Const(1)), (4, Gen.Const(2)), (2, Gen.Const(3)))]
        .Select(numbers => string.Join('/', numbers.Select(number => Names[number])));

    // Without directories and files nothing else can be done.
    private static readonly Gen<TreeOperationKind> MakingKind = Gen.Frequency(
        (6, Gen.Const(TreeOperationKind.MakeDirectory)),
        (5, Gen.Const(TreeOperationKind.Create)),
        (5, Gen.Const(TreeOperationKind.Write)),
        (4, Gen.Const(TreeOperationKind.Link)),
        (5, Gen.Enum<TreeOperationKind>()));

    private static readonly Gen<TreeOperationKind> ChangingKind = Gen.Frequency(
        (5, Gen.Const(TreeOperationKind.Rename)),
        (2, Gen.Const(TreeOperationKind.Link)),
        (2, Gen.Const(TreeOperationKind.Write)),
        (9, Gen.Enum<TreeOperationKind>()));

    /// <summary>One of those that make a tree.</summary>
    public static Gen<TreeOperation> Making { get; } = Of(MakingKind);

    /// <summary>One of those that change a tree.</summary>
    public static Gen<TreeOperation> Changing { get; } = Of(ChangingKind);

    /// <summary>Does it, or finds that it cannot be done.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="time">The modification time of what is made or written, in seconds.</param>
    /// <returns>The error; none if it was done.</returns>
    public Errno Apply(TreeRoot root, long time)
    {
        try
        {
            using var parent = root.OpenParent(Path, out var name);
            Apply(root, parent, name, time);
            return Errno.None;
        }
        catch (LinuxException e)
        {
            return e.Error;
        }
    }

    private static Gen<TreeOperation> Of(Gen<TreeOperationKind> kind) => Gen.Select(
        kind,
        Paths,
        Paths,
        Gen.Int[0, 1_000_000],
        (chosen, path, other, number) => new TreeOperation(chosen, path, other, number));

    private void Apply(TreeRoot root, DirectoryHandle parent, string name, long time)
    {
        switch (Kind)
        {
            case TreeOperationKind.Create:
                parent.CreateFile(name, 0x1A4).Dispose();
                parent.SetModificationTime(name, time, 1);
                break;
            case TreeOperationKind.Write:
                Change(parent, name, time, file => RandomAccess.Write(file, Contents(), 0));
                break;
            case TreeOperationKind.Append:
                Change(parent, name, time, file => RandomAccess.Write(file, Contents(), RandomAccess.GetLength(file)));
                break;
            case TreeOperationKind.Truncate:
                Change(parent, name, time, file => RandomAccess.SetLength(file, Number % 7));
                break;
            case TreeOperationKind.OpenForWritingOnly:
                Change(parent, name, time: null, _ => { });
                break;
            case TreeOperationKind.ChangeMode:
                // This program gives what it makes on a mount with a shift to root; elsewhere, the kernel gives it to the group of a
                // directory that sets it.
                var setsGroup = parent.TryGetStatus(name) is { Type: FileType.Directory } ? SetGroup : 0;
                parent.SetMode(name, (uint)Number & 0xFFF & ~setsGroup);
                break;
            case TreeOperationKind.ChangeOwner:
                parent.SetOwner(name, (uint)Number % 5, (uint)Number % 3);
                break;
            case TreeOperationKind.ChangeTime:
                parent.SetModificationTime(name, Number, Number);
                break;
            case TreeOperationKind.SetAttribute:
                parent.SetExtendedAttribute(name, new ExtendedAttribute("trusted.test" + (Number % 2), BitConverter.GetBytes(Number)));
                break;
            case TreeOperationKind.RemoveAttribute:
                TestCalls.RemoveAttribute(parent, name, "trusted.test" + (Number % 2));
                break;
            case TreeOperationKind.SetCapability:
                Require(parent, name, FileType.Regular);
                parent.SetExtendedAttribute(name, new ExtendedAttribute("security.capability", Capability));
                break;
            case TreeOperationKind.Link:
                using (var target = root.OpenParent(OtherPath, out var otherName))
                {
                    target.Link(parent, name, otherName);
                }

                break;
            case TreeOperationKind.Rename:
                using (var target = root.OpenParent(OtherPath, out var otherName))
                {
                    parent.Rename(name, target, otherName);
                }

                break;
            case TreeOperationKind.Exchange:
                using (var target = root.OpenParent(OtherPath, out var otherName))
                {
                    TestCalls.Exchange(parent, name, target, otherName);
                }

                break;
            case TreeOperationKind.Unlink:
                parent.Unlink(name);
                break;
            case TreeOperationKind.MakeDirectory:
                parent.MakeDirectory(name, Permissions);
                break;
            case TreeOperationKind.RemoveDirectory:
                parent.RemoveDirectory(name);
                break;
            case TreeOperationKind.RemoveTree:
                TreeRemover.Remove(parent, name, CancellationToken.None);
                break;
            case TreeOperationKind.ReplaceByFile:
                TreeRemover.Remove(parent, name, CancellationToken.None);
                goto case TreeOperationKind.Create;
            case TreeOperationKind.ReplaceByDirectory:
                TreeRemover.Remove(parent, name, CancellationToken.None);
                goto case TreeOperationKind.MakeDirectory;
            case TreeOperationKind.MakeSymbolicLink:
                parent.MakeSymbolicLink(name, (Number % 3) switch { 0 => OtherPath, 1 => "/" + OtherPath, _ => "../" + OtherPath });
                break;
            case TreeOperationKind.MakeNode:
                FileType type = (Number % 4) switch
                {
                    0 => FileType.Fifo,
                    1 => FileType.BlockDevice,
                    2 => FileType.CharacterDevice,
                    _ => FileType.Socket,
                };
                parent.MakeNode(name, (uint)type | 0x180, type is FileType.Fifo or FileType.Socket ? 0 : 0x100UL + (uint)(Number % 7));
                parent.SetModificationTime(name, time, 2);
                break;
        }
    }

    private byte[] Contents()
    {
        var contents = new byte[Number % 11];
        Array.Fill(contents, (byte)('0' + (Number % 3)));
        return contents;
    }

    private static void Change(
        DirectoryHandle parent, string name, long? time, Action<Microsoft.Win32.SafeHandles.SafeFileHandle> change)
    {
        // Opening a device would do something.
        Require(parent, name, FileType.Regular);
        using var file = parent.OpenFileForWriting(name);
        change(file);
        if (time is { } seconds)
        {
            FileHandles.SetModificationTime(file, seconds, 3);
        }
    }

    private static void Require(DirectoryHandle parent, string name, FileType type)
    {
        if (parent.TryGetStatus(name)?.Type != type)
        {
            throw new LinuxException("test", name, Errno.EINVAL);
        }
    }
}
