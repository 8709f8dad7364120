using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Building.Documents;
using Imaginator.Building.Documents.Json;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Permissions;
using Imaginator.Linux.Storage;

namespace Imaginator.Host.Workers.Lists;

/// <summary>Reads the file that lists the workers: JSON with comment lines, like all configuration.</summary>
internal static class WorkerListReader
{
    private const int SizeLimit = 1024 * 1024;
    private const int DefaultPort = 6975;
    private const int MaximumBuilds = 1000;

    // Characters that are valid in URLs, but not in addresses.
    private static readonly SearchValues<char> InvalidInAddresses = SearchValues.Create("/@?# \t\\");

    /// <summary>The contents that the reader accepts.</summary>
    public static JsonShape Shape => JsonShape.Of(file =>
    {
        if (file.AsRequiredFields() is { } fields)
        {
            Bind(fields);
        }
    });

    public static ConfigurationResult<WorkerList> Read(string path)
    {
        var faults = new FaultList();
        var list = TryReadFile(path, faults) is { } text
            && JsonReader.Read(text, path, faults) is { } root
            && JsonCursor.Root(root, path, faults).AsRequiredFields() is { } fields
                ? Bind(fields)
                : null;
        return new ConfigurationResult<WorkerList>(faults.HasErrors ? null : list, faults.ToImmutable());
    }

    private static byte[]? TryReadFile(string path, FaultList faults)
    {
        if (FileTrust.FindPublicWriter(path) is { } fault)
        {
            faults.Error(new ConfigurationLocation(path), $"the list of workers is not used: {fault}");
            return null;
        }

        try
        {
            return RegularFile.ReadAll(path, SizeLimit);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.Error(new ConfigurationLocation(path), $"cannot read the list of workers: {e.Clause()}");
            return null;
        }
    }

    private static WorkerList? Bind(JsonFields fields)
    {
        if (fields.FindRequired("Workers") is not { } field)
        {
            fields.Cursor.Error("the field Workers is missing; add a list such as [{\"Address\": \"HOST:6975\"}]");
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
                    item.Error($"duplicate worker \"{definition.Name}\"; give one of them another Name");
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
            field.Error("the list of workers is empty; add workers, or start without -slaveDriverConfigurationFile");
        }

        fields.WarnOfMisspelt();
        return list;
    }

    private static WorkerDefinition? BindWorker(JsonFields fields)
    {
        var address = fields.RequiredText("Address");
        var name = fields.Text("Name");
        var builds = fields.Find("MaximumBuilds")?.AsNumber() ?? 1;
        if (builds is < 1 or > MaximumBuilds)
        {
            fields.Find("MaximumBuilds")!.Error($"invalid number of builds {builds}; give a number from 1 to {MaximumBuilds}");
        }

        fields.WarnOfMisspelt();
        if (address is null)
        {
            return null;
        }

        if (TryParse(address) is not var (host, port))
        {
            fields.Find("Address")!.Error($"invalid address \"{address}\"; write HOST or HOST:PORT, and [ADDRESS]:PORT for IPv6");
            return null;
        }

        return new WorkerDefinition(string.IsNullOrWhiteSpace(name) ? host : name, host, port, (int)builds);
    }

    private static (string Host, int Port)? TryParse(string address)
    {
        // Names, addresses and ports have the syntax of a URL's authority.
        if (address.AsSpan().ContainsAny(InvalidInAddresses)
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
