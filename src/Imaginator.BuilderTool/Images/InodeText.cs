using System.Globalization;
using Imaginator.Files;
using Imaginator.Images;

namespace Imaginator.BuilderTool.Images;

/// <summary>Inodes in the format of <c>ls -l</c>.</summary>
internal static class InodeText
{
    private const uint TypeMask = 0xF000;

    public static string TypeOf(Inode inode) => inode switch
    {
        DirectoryInode => "directory",
        RegularInode => "file",
        ComputedRegularInode => "computed",
        SymlinkInode => "symlink",
        SpecialInode special => (special.Mode & TypeMask) switch
        {
            0x1000 => "fifo",
            0x2000 => "character",
            _ => "block",
        },
        _ => throw new ArgumentOutOfRangeException(nameof(inode)),
    };

    public static uint? ModeOf(Inode inode) => inode switch
    {
        DirectoryInode directory => directory.Mode,
        RegularInode file => file.Mode,
        ComputedRegularInode computed => computed.Mode,
        SpecialInode special => special.Mode,
        _ => null,
    };

    /// <summary>A line with type and mode, owner, size or device number, time, path and the target of a link.</summary>
    public static string Line(string path, Inode inode)
    {
        var mode = ModeLetters(inode);
        var size = inode switch
        {
            RegularInode file => file.Size.ToString(CultureInfo.InvariantCulture),
            SpecialInode { Rdev: > 0 } device => $"{Major(device.Rdev)},{Minor(device.Rdev)}",
            _ => "-",
        };
        var time = inode switch
        {
            RegularInode file => Time(file.MtimeSeconds),
            SpecialInode special => Time(special.MtimeSeconds),
            _ => "-",
        };
        var suffix = inode switch
        {
            SymlinkInode link => $" -> {FileName.ToDisplay(link.Target)}",
            ComputedRegularInode computed => $" <= {computed.Source}",
            _ => "",
        };
        return $"{mode} {inode.Uid,5} {inode.Gid,5} {size,12} {time,-19} {FileName.ToDisplay(path)}{suffix}";
    }

    private static string ModeLetters(Inode inode)
    {
        var type = inode switch
        {
            DirectoryInode => 'd',
            SymlinkInode => 'l',
            SpecialInode special => (special.Mode & TypeMask) switch { 0x1000 => 'p', 0x2000 => 'c', _ => 'b' },
            _ => '-',
        };
        return ModeOf(inode) is not { } mode
            ? type + "rwxrwxrwx"
            : string.Create(10, (type, mode), static (letters, state) =>
            {
                letters[0] = state.type;
                for (var i = 0; i < 9; i++)
                {
                    letters[i + 1] = (state.mode & (0x100u >> i)) != 0 ? "rwx"[i % 3] : '-';
                }

                Special(letters, 3, (state.mode & 0x800) != 0, 's', 'S');
                Special(letters, 6, (state.mode & 0x400) != 0, 's', 'S');
                Special(letters, 9, (state.mode & 0x200) != 0, 't', 'T');
            });
    }

    private static void Special(Span<char> letters, int index, bool isSet, char withExecute, char without)
    {
        if (isSet)
        {
            letters[index] = letters[index] == 'x' ? withExecute : without;
        }
    }

    private static string Time(long seconds) =>
        seconds < DateTimeOffset.MinValue.ToUnixTimeSeconds() || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? $"@{seconds}"
            : DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    // The kernel's "huge" encoding of device numbers, include/linux/kdev_t.h.
    private static ulong Major(ulong rdev) => ((rdev >> 8) & 0xFFF) | ((rdev >> 32) & ~0xFFFul);

    private static ulong Minor(ulong rdev) => (rdev & 0xFF) | ((rdev >> 12) & ~0xFFul);
}
