using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Building.Documents;
using Imaginator.Building.Documents.Json;
using Imaginator.Hosting.Configuration;
using Imaginator.Quantities;

namespace Imaginator.Host.Workers;

/// <summary>Reads the file that lists the workers: JSON with comment lines, like all configuration.</summary>
internal static class WorkerListReader
{
    private const int SizeLimit = 1024 * 1024;
    private const int DefaultPort = 6975;
    private const int MostBuilds = 1000;

    // What is part of URLs, but not of addresses.
    private static readonly SearchValues<char> NoAddress = SearchValues.Create("/@?# \t\\");

    /// <summary>Reads a list.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The list, or every fault that it has.</returns>
    public static ConfigurationResult<WorkerList> Read(string path)
    {
        var faults = new FaultList();
        var list = TryReadFile(path, faults) is { } text
            && JsonReader.Read(text, path, faults) is { } root
            && JsonCursor.Root(root, path, faults).AsFields() is { } fields
                ? Bind(fields)
                : null;
        return new ConfigurationResult<WorkerList>(faults.HasErrors ? null : list, faults.ToImmutable());
    }

    private static byte[]? TryReadFile(string path, FaultList faults)
    {
        try
        {
            using var file = File.OpenRead(path);
            var text = new byte[SizeLimit + 1];
            var length = file.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
            if (length <= SizeLimit)
            {
                return text[..length];
            }

            faults.Error(new ConfigurationLocation(path), $"the list of workers is larger than {ByteSize.Format(SizeLimit)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.Error(new ConfigurationLocation(path), $"the list of workers cannot be read: {e.Message}");
        }

        return null;
    }

    private static WorkerList? Bind(JsonFields fields)
    {
        if (fields.Find("Workers") is not { } field)
        {
            fields.Cursor.Error("the field Workers is missing: a list such as [{\"Address\": \"HOST:6975\"}]");
            fields.WarnOfMisspelt();
            return null;
        }

        var workers = ImmutableArray.CreateBuilder<WorkerDefinition>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in field.AsList() ?? [])
        {
            if (item.AsFields() is { } worker && BindWorker(worker) is { } definition)
            {
                if (!names.Add(definition.Name))
                {
                    item.Error($"there is another worker \"{definition.Name}\"; give one of them another Name");
                }

                workers.Add(definition);
            }
        }

        var list = new WorkerList(workers.ToImmutable())
        {
            BuildHereWithoutWorkers = fields.Find("BuildHereWithoutWorkers")?.AsBoolean() ?? true,
        };
        if (list.Workers.IsEmpty && field.Node is JsonList { Items.IsEmpty: true })
        {
            field.Error("no workers: list some, or start without -slaveDriverConfigurationFile");
        }

        fields.WarnOfMisspelt();
        return list;
    }

    private static WorkerDefinition? BindWorker(JsonFields fields)
    {
        var address = fields.RequiredText("Address");
        var name = fields.Text("Name");
        var builds = fields.Find("MaximumBuilds")?.AsNumber() ?? 1;
        if (builds is < 1 or > MostBuilds)
        {
            fields.Find("MaximumBuilds")!.Error($"{builds} is no number of builds from 1 to {MostBuilds}");
        }

        fields.WarnOfMisspelt();
        if (address is null)
        {
            return null;
        }

        if (TryParse(address) is not var (host, port))
        {
            fields.Find("Address")!.Error($"\"{address}\" is no address; write HOST or HOST:PORT, and [ADDRESS]:PORT for IPv6");
            return null;
        }

        return new WorkerDefinition(string.IsNullOrWhiteSpace(name) ? host : name, host, port, (int)builds);
    }

    private static (string Host, int Port)? TryParse(string address)
    {
        // As the authority of a URL: names, addresses and ports are written as there.
        if (address.AsSpan().ContainsAny(NoAddress)
            || !Uri.TryCreate($"worker://{address}", UriKind.Absolute, out var uri) || uri.DnsSafeHost.Length == 0)
        {
            return null;
        }

        var hasPort = address.EndsWith($":{uri.Port.ToString(CultureInfo.InvariantCulture)}", StringComparison.Ordinal);
        return uri.Port == -1 ? (uri.DnsSafeHost, DefaultPort)
            : uri.Port > 0 && hasPort ? (uri.DnsSafeHost, uri.Port)
            : null;
    }
}
