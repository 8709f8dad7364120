using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Imaginator.Files;
using Imaginator.Host.Images.Trees;
using Imaginator.Images;
using Imaginator.Linux.Trees;

namespace Imaginator.Host.Images.Tar;

/// <summary>
/// The headers of a file in a tar archive in the format of pax. Whatever does not fit into the header block is in records before it: long
/// paths, paths that are not ASCII, large numbers, fractions of seconds and extended attributes.
/// </summary>
internal sealed class TarMember
{
    private const uint PermissionsOfLink = 0x1FF; // 0777
    private const string NameOfRecords = "PaxHeaders";
    private const int NanosecondDigits = 9;
    private const long NanosecondsPerSecond = 1_000_000_000;

    // As in GNU tar, star, libarchive and the images of containers.
    private const string AttributePrefix = "SCHILY.xattr.";

    private readonly TarFields _fields;
    private readonly ImmutableArray<PaxRecord> _records;

    private TarMember(TarFields fields, ImmutableArray<PaxRecord> records)
    {
        _fields = fields;
        _records = records;
    }

    /// <summary>The number of bytes of contents after the headers.</summary>
    public ulong Size => _fields.Size;

    /// <summary>The number of bytes of headers and contents in the archive.</summary>
    public ulong Length => LengthOfRecords() + TarHeader.BlockLength + TarHeader.PaddedLength(Size);

    /// <summary>Makes the headers of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="createdOn">The time of files that have none in the image: directories, symbolic links and computed files.</param>
    public static TarMember Of(TarName file, DateTimeOffset createdOn)
    {
        ArgumentNullException.ThrowIfNull(file);
        var shown = TreeFile.Of("", file.Path, file.Inode);
        var owned = new TarFields
        {
            Type = TarHeader.RegularFile,
            Path = FileName.Encode(file.Path),
            Uid = shown.Uid,
            Gid = shown.Gid,
            ModifiedAt = Math.Max(createdOn.ToUnixTimeSeconds(), 0),
        };
        var (fields, nanoseconds) = file.Inode switch
        {
            DirectoryInode directory => (owned with { Type = TarHeader.Directory, Mode = directory.Mode }, 0),
            RegularInode regular => (
                owned with { Mode = regular.Mode, Size = regular.Size, ModifiedAt = regular.MtimeSeconds }, regular.MtimeNanoseconds),
            ComputedRegularInode computed => (owned with { Mode = computed.Mode }, 0),
            SymlinkInode link => (
                owned with { Type = TarHeader.SymbolicLink, Mode = PermissionsOfLink, Target = FileName.Encode(link.Target) }, 0),
            SpecialInode special => (
                owned with
                {
                    Type = TypeOf(shown.Kind),
                    Mode = special.Mode,
                    ModifiedAt = special.MtimeSeconds,
                    Device = shown.Device ?? default,
                },
                special.MtimeNanoseconds),
            _ => throw new ArgumentOutOfRangeException(nameof(file), file.Inode, "unknown kind of inode"),
        };
        fields = fields with { Mode = fields.Mode & FileModes.PermissionBits };
        if (file.FirstPath is { } first)
        {
            fields = fields with { Type = TarHeader.HardLink, Target = FileName.Encode(first), Size = 0, Device = default };
        }

        // The attributes of a further name are those of the first one.
        return new TarMember(fields, [.. RecordsOf(fields, nanoseconds), .. file.FirstPath is null ? AttributesOf(file.Inode) : []]);
    }

    /// <summary>Writes the headers.</summary>
    public async Task WriteHeadersAsync(Stream output, CancellationToken cancellationToken)
    {
        if (!_records.IsEmpty)
        {
            var length = _records.Sum(record => (long)record.Length);
            var fields = new TarFields
            {
                Type = TarHeader.ExtendedHeader,
                Path = Encoding.ASCII.GetBytes(NameOfRecords),
                Mode = FileModes.Mode0644,
                Size = (ulong)length,
                ModifiedAt = _fields.ModifiedAt,
            };
            await output.WriteAsync(TarHeader.Make(fields), cancellationToken);
            foreach (var record in _records)
            {
                await record.WriteAsync(output, cancellationToken);
            }

            await WritePaddingAsync(output, (ulong)length, cancellationToken);
        }

        await output.WriteAsync(TarHeader.Make(_fields), cancellationToken);
    }

    /// <summary>Writes the zeros that complete the last block of contents.</summary>
    public static async Task WritePaddingAsync(Stream output, ulong length, CancellationToken cancellationToken) =>
        await output.WriteAsync(new byte[TarHeader.PaddedLength(length) - length], cancellationToken);

    private ulong LengthOfRecords() => _records.IsEmpty
        ? 0
        : TarHeader.BlockLength + TarHeader.PaddedLength((ulong)_records.Sum(record => (long)record.Length));

    private static byte TypeOf(TreeFileKind kind) => kind switch
    {
        TreeFileKind.Fifo => TarHeader.Fifo,
        TreeFileKind.CharacterDevice => TarHeader.CharacterDevice,
        _ => TarHeader.BlockDevice,
    };

    private static IEnumerable<PaxRecord> RecordsOf(TarFields fields, int nanoseconds)
    {
        // Records are UTF-8 unless this one precedes them.
        if (!Utf8.IsValid(fields.Path) || !Utf8.IsValid(fields.Target))
        {
            yield return PaxRecord.Of("hdrcharset", "BINARY");
        }

        if (!FitsAsPath(fields.Path))
        {
            yield return PaxRecord.Of("path", fields.Path);
        }

        if (!FitsAsPath(fields.Target))
        {
            yield return PaxRecord.Of("linkpath", fields.Target);
        }

        if (fields.Size > TarHeader.MaximumSize)
        {
            yield return PaxRecord.Of("size", fields.Size);
        }

        if (fields.Uid > TarHeader.MaximumId)
        {
            yield return PaxRecord.Of("uid", fields.Uid);
        }

        if (fields.Gid > TarHeader.MaximumId)
        {
            yield return PaxRecord.Of("gid", fields.Gid);
        }

        if (nanoseconds != 0 || fields.ModifiedAt < 0 || (ulong)fields.ModifiedAt > TarHeader.MaximumSize)
        {
            yield return PaxRecord.Of("mtime", Format(fields.ModifiedAt, nanoseconds));
        }
    }

    private static IEnumerable<PaxRecord> AttributesOf(Inode inode) => inode.ExtendedAttributes
        .Where(ContentAttributes.IsUnpacked)
        .Select(attribute => new PaxRecord(FileName.Encode(AttributePrefix + Escape(attribute.Name)), attribute.Value));

    // A keyword ends at the first equals sign. GNU tar replaces it in the same way.
    private static string Escape(string attribute) =>
        attribute.Replace("%", "%25", StringComparison.Ordinal).Replace("=", "%3D", StringComparison.Ordinal);

    private static bool FitsAsPath(byte[] path) => path.Length <= TarHeader.MaximumPathLength && Ascii.IsValid(path);

    // The time is the sum of both numbers. The sign of a decimal number applies to its fraction, too.
    private static string Format(long seconds, int nanoseconds)
    {
        var time = ((Int128)seconds * NanosecondsPerSecond) + nanoseconds;
        var (whole, fraction) = Int128.DivRem(Int128.Abs(time), NanosecondsPerSecond);
        var decimals = fraction == 0
            ? ""
            : "." + fraction.ToString(CultureInfo.InvariantCulture).PadLeft(NanosecondDigits, '0').TrimEnd('0');
        return string.Create(CultureInfo.InvariantCulture, $"{(time < 0 ? "-" : "")}{whole}{decimals}");
    }
}
