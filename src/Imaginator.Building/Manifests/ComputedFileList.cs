using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Building.Documents.Json;
using Imaginator.Building.Scanning;
using Imaginator.Files;

namespace Imaginator.Building.Manifests;

/// <summary>Computed files: <c>PATH SOURCE</c> lines, or a JSON list of tables.</summary>
internal static class ComputedFileList
{
    /// <summary>Reads the lines of a text list.</summary>
    public static ImmutableArray<ComputedFile> Read(ImmutableArray<TextLine> lines, string source, FaultList faults)
    {
        var files = new Collector();
        foreach (var line in lines)
        {
            var fields = line.Text.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (fields is [var filename, var generator])
            {
                files.Add(filename, generator, message => faults.Error(new ConfigurationLocation(source, line.Number), message));
            }
            else
            {
                faults.Error(
                    new ConfigurationLocation(source, line.Number),
                    "a line must have a path and a source, such as \"/etc/motd localhost:6977\" (a path with spaces requires the JSON "
                    + $"form); this line has {fields.Length} {(fields.Length == 1 ? "word" : "words")}");
            }
        }

        return files.ToImmutable();
    }

    /// <summary>Reads a JSON list.</summary>
    /// <param name="list">The list; what is wrong with it becomes faults.</param>
    public static ImmutableArray<ComputedFile> Read(JsonCursor list)
    {
        var files = new Collector();
        foreach (var fields in (list.AsList() ?? []).Select(item => item.AsFields()).OfType<JsonFields>())
        {
            var filename = fields.RequiredText("Filename");
            var generator = fields.RequiredText("Source");
            if (filename is not null && generator is not null)
            {
                files.Add(filename, generator, fields.Cursor.Error);
            }

            fields.WarnOfMisspelt();
        }

        return files.ToImmutable();
    }

    private sealed class Collector
    {
        private readonly ImmutableArray<ComputedFile>.Builder _files = ImmutableArray.CreateBuilder<ComputedFile>();
        private readonly HashSet<string> _names = new(StringComparer.Ordinal);

        public void Add(string filename, string generator, Action<string> fault)
        {
            if (!IsPlainPath(filename))
            {
                fault($"\"{FileName.ToDisplay(filename)}\" is not the path of a file: write an absolute path "
                    + "without \".\", \"..\", double slashes or a slash at the end");
            }
            else if (!_names.Add(filename))
            {
                fault($"\"{FileName.ToDisplay(filename)}\" occurs twice; remove one");
            }
            else
            {
                _files.Add(new ComputedFile(filename, generator));
            }
        }

        public ImmutableArray<ComputedFile> ToImmutable() => _files.DrainToImmutable();

        private static bool IsPlainPath(string path) =>
            path.StartsWith('/') && !path.Contains('\0') && !path[1..].Split('/').Any(name => name is "" or "." or "..");
    }
}
