using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Imaginator.Images.Serialization;

/// <summary>
/// The binary format of images without their trees and without creation and expiration time, which stores keep separately: times
/// change, and images share trees. docs/reference/image-formats.md describes it.
/// </summary>
internal static class ImageFormat
{
    private const byte Version = 1;
    private const byte Absent = 0;
    private const byte Present = 1;

    /// <summary>The minimum lengths of list elements in bytes.</summary>
    private const int MinimumTextLength = 1;
    private const int MinimumTagLength = 2;
    private const int MinimumPackageLength = 3;
    private const int MinimumTriggerLength = 4;

    private const int RebootFlag = 1;
    private const int ReloadFlag = 2;
    private const int HighImpactFlag = 4;

    /// <summary>
    /// Writes an image. Equal images give equal bytes. Throws <see cref="ArgumentException"/> for a text with an unpaired surrogate
    /// that does not represent a byte.
    /// </summary>
    public static byte[] Write(Image image)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var output = new RecordWriter(buffer);
        output.WriteByte(Version);
        output.WriteText(image.BuildBranch);
        output.WriteText(image.BuildCommitId);
        output.WriteText(image.BuildGitUrl);
        output.WriteText(image.CreatedBy);
        output.WriteText(image.CreatedFor);
        output.WriteText(image.SourceImage);
        WriteOptional(output, image.Filter, filter => WriteTexts(output, filter.Lines));
        WriteOptional(output, image.ReleaseNotes, annotation => WriteAnnotation(output, annotation));
        WriteOptional(output, image.BuildLog, annotation => WriteAnnotation(output, annotation));
        WriteTriggers(output, image.Triggers);
        WriteTexts(output, image.OwnerGroups);
        WriteTexts(output, image.OwnerUsers);
        output.WriteVarint((ulong)image.Packages.Length);
        foreach (var package in image.Packages)
        {
            output.WriteText(package.Name);
            output.WriteText(package.Version);
            output.WriteVarint(package.Size);
        }

        output.WriteVarint((ulong)image.Tags.Count);
        foreach (var (key, value) in image.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
        {
            output.WriteText(key);
            output.WriteText(value);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads an image, without tree and times.</summary>
    public static Image Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        using var input = new RecordReader(stream, bytes.Length);
        if (input.ReadByte() != Version)
        {
            ImageFormatException.Throw("its format version is unknown");
        }

        var image = new Image
        {
            BuildBranch = input.ReadText(),
            BuildCommitId = input.ReadText(),
            BuildGitUrl = input.ReadText(),
            CreatedBy = input.ReadText(),
            CreatedFor = input.ReadText(),
            SourceImage = input.ReadText(),
            Filter = IsPresent(input) ? new Filter(ReadTexts(input)) : null,
            ReleaseNotes = IsPresent(input) ? ReadAnnotation(input) : null,
            BuildLog = IsPresent(input) ? ReadAnnotation(input) : null,
            Triggers = IsPresent(input) ? ReadTriggers(input) : null,
            OwnerGroups = ReadTexts(input),
            OwnerUsers = ReadTexts(input),
            Packages = ReadList(
                input, MinimumPackageLength, static input => new Package(input.ReadText(), input.ReadText(), input.ReadVarint())),
            Tags = ReadTags(input),
        };
        input.ExpectEnd();
        return image;
    }

    private static void WriteOptional<T>(RecordWriter output, T? value, Action<T> write)
        where T : class
    {
        output.WriteByte(value is null ? Absent : Present);
        if (value is not null)
        {
            write(value);
        }
    }

    private static bool IsPresent(RecordReader input) => input.ReadByte() switch
    {
        Absent => false,
        Present => true,
        var other => ImageFormatException.Throw<bool>($"{other} is not a valid flag of an optional value"),
    };

    private static void WriteTexts(RecordWriter output, ImmutableArray<string> texts)
    {
        output.WriteVarint((ulong)texts.Length);
        foreach (var text in texts)
        {
            output.WriteText(text);
        }
    }

    private static ImmutableArray<string> ReadTexts(RecordReader input) =>
        ReadList(input, MinimumTextLength, static input => input.ReadText());

    private static void WriteAnnotation(RecordWriter output, Annotation annotation)
    {
        output.WriteByte(annotation.Object is null ? Absent : Present);
        if (annotation.Object is { } hash)
        {
            output.WriteHash(hash);
        }

        output.WriteText(annotation.Url);
    }

    private static Annotation ReadAnnotation(RecordReader input) =>
        new(IsPresent(input) ? input.ReadHash() : null, input.ReadText());

    private static void WriteTriggers(RecordWriter output, ImmutableArray<Trigger>? triggers)
    {
        output.WriteByte(triggers is null ? Absent : Present);
        if (triggers is not { } present)
        {
            return;
        }

        output.WriteVarint((ulong)present.Length);
        foreach (var trigger in present)
        {
            WriteTexts(output, trigger.MatchLines);
            output.WriteText(trigger.Service);
            output.WriteText(trigger.SortName);
            output.WriteByte((byte)(
                (trigger.DoReboot ? RebootFlag : 0)
                | (trigger.DoReload ? ReloadFlag : 0)
                | (trigger.HighImpact ? HighImpactFlag : 0)));
        }
    }

    private static ImmutableArray<Trigger> ReadTriggers(RecordReader input) =>
        ReadList(input, MinimumTriggerLength, static input =>
        {
            var (lines, service, sortName, flags) =
                (ReadTexts(input), input.ReadText(), input.ReadText(), input.ReadByte());
            return new Trigger
            {
                MatchLines = lines,
                Service = service,
                SortName = sortName,
                DoReboot = (flags & RebootFlag) != 0,
                DoReload = (flags & ReloadFlag) != 0,
                HighImpact = (flags & HighImpactFlag) != 0,
            };
        });

    private static ImmutableSortedDictionary<string, string> ReadTags(RecordReader input)
    {
        var tags = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        for (var count = input.ReadCount(MinimumTagLength); count > 0; count--)
        {
            if (!tags.TryAdd(input.ReadText(), input.ReadText()))
            {
                ImageFormatException.Throw("a tag occurs twice");
            }
        }

        return tags.ToImmutable();
    }

    private static ImmutableArray<T> ReadList<T>(RecordReader input, int minimumLength, Func<RecordReader, T> read)
    {
        var list = new T[input.ReadCount(minimumLength)];
        foreach (ref var element in list.AsSpan())
        {
            element = read(input);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(list);
    }
}
