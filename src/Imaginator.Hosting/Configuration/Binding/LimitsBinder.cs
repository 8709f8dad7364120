using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Building.Documents.Json;
using Imaginator.Building.Sandboxing.Networks;
using Imaginator.Building.Streams;
using Imaginator.Quantities;

namespace Imaginator.Hosting.Configuration.Binding;

/// <summary>Reads <c>Limits</c>, <c>Network</c> and <c>NetworkHosts</c> of the site and of streams.</summary>
internal static class LimitsBinder
{
    // With less than the minimum a shell does not start or a file system has no room; the kernel rejects more than the maximum.
    private const long MinimumMemory = 16L * 1024 * 1024;
    private const long MinimumDisk = 16L * 1024 * 1024;
    private const int MinimumProcesses = 8;
    private const int MaximumProcesses = 4 * 1024 * 1024;
    private const int MaximumCpuPercent = 1_000_000;

    /// <summary>Limits that are not given are null.</summary>
    public static BuildLimits BindLimits(JsonFields owner)
    {
        if (owner.Find("Limits")?.AsFields() is not { } fields)
        {
            return BuildLimits.None;
        }

        var memory = fields.Find("Memory");
        var disk = fields.Find("Disk");
        var image = fields.Find("ImageSize");
        var limits = new BuildLimits
        {
            MemoryBytes = InRange(memory, BindSize(memory), MinimumMemory, long.MaxValue, ByteSize.Format),
            MaximumProcesses = (int?)Number(fields, "Processes", MinimumProcesses, MaximumProcesses),
            CpuPercent = (int?)Number(fields, "CpuPercent", 1, MaximumCpuPercent),
            TestTimeout = BindDuration(fields.Find("TestTimeout")),
            DiskBytes = InRange(disk, BindSize(disk), MinimumDisk, long.MaxValue, ByteSize.Format),
            ImageBytes = InRange(image, BindSize(image), 0, long.MaxValue, ByteSize.Format),
            ImageFiles = Number(fields, "ImageFiles", 1, int.MaxValue),
        };
        fields.WarnOfMisspelt();
        return limits;
    }

    /// <summary>Null if the policy is not given.</summary>
    public static SandboxNetwork? BindNetwork(JsonFields owner)
    {
        var field = owner.Find("Network");
        if (field?.AsText(NetworkPolicyNames.All) is not { } name)
        {
            return null;
        }

        var network = NetworkPolicyNames.Find(name);
        if (network is null)
        {
            field.Error(
                $"unknown network policy \"{name}\"; use open (all other machines), packages (the package proxy), "
                + "host (the network of the machine) or none");
        }

        return network;
    }

    /// <summary>Reads the HTTPS servers that the policy <c>packages</c> allows.</summary>
    public static ImmutableArray<string> BindNetworkHosts(JsonFields owner)
    {
        var hosts = ImmutableArray.CreateBuilder<string>();
        foreach (var item in owner.Find("NetworkHosts")?.AsList() ?? [])
        {
            if (item.AsRequiredText() is not { } host)
            {
                continue;
            }

            if (HostPattern.TryParse(host, out _))
            {
                hosts.Add(host);
            }
            else
            {
                item.Error($"invalid host \"{host}\"; use a name such as git.example.com, *.example.com or git.example.com:8443");
            }
        }

        return hosts.ToImmutable();
    }

    /// <summary>Reads a size in bytes from a number or a text such as 10GiB. Null if it is not given.</summary>
    public static long? BindSize(JsonCursor? field)
    {
        if (field is not { IsText: true, Node: JsonText { Value: var text } })
        {
            return field?.AsNumber();
        }

        if (ByteSize.TryParse(text, out var size))
        {
            return size;
        }

        field.Error($"\"{text}\" is not a size such as 100MiB, 1GiB or a number of bytes");
        return null;
    }

    private static TimeSpan? BindDuration(JsonCursor? field)
    {
        if (field?.AsText() is not { } text)
        {
            return null;
        }

        if (GoDuration.TryParse(text, out var duration) && duration > TimeSpan.Zero)
        {
            return duration;
        }

        field.Error($"\"{text}\" is not a duration such as 90s or 1h30m");
        return null;
    }

    private static long? Number(JsonFields fields, string name, long minimum, long maximum)
    {
        var field = fields.Find(name);
        return InRange(
            field, field?.AsNumber(), minimum, maximum, number => number.ToString(CultureInfo.InvariantCulture));
    }

    private static long? InRange(JsonCursor? field, long? value, long minimum, long maximum, Func<long, string> format)
    {
        if (value is { } number && (number < minimum || number > maximum))
        {
            field!.Error(
                number < minimum
                    ? $"{format(number)} is too small; the minimum is {format(minimum)}"
                    : $"{format(number)} is too large; the maximum is {format(maximum)}");
            return null;
        }

        return value;
    }
}
