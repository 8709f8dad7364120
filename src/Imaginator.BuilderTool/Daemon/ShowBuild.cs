using System.Text;
using Imaginator.BuilderTool.Connection;
using Imaginator.BuilderTool.Output;
using Imaginator.Files;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Hosting.Progress;

namespace Imaginator.BuilderTool.Daemon;

/// <summary><c>show-build ID</c>.</summary>
internal static class ShowBuild
{
    private static readonly Flag<bool> Log = new(
        "log", FlagTypes.Boolean, false,
        "Print the build log instead. The log of a running build ends at the latest output. Colours remain only on a terminal.")
    { Group = "Output" };

    public static Command Command { get; } = new(
        "show-build", "ID", "Show the inputs, stages and result of a build, or its log.", RunAsync)
    {
        Group = ConnectionFlags.CommandGroup,
        UsesProgramFlags = false,
        Flags = [.. ConnectionFlags.All, Log, JsonFlag.Json],
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        using var api = new DaemonApi(context);
        var path = $"builds/{Uri.EscapeDataString(context.Operands[0])}";
        if (context.Flags.Get(Log))
        {
            await WriteLogAsync(context, api, path, cancellationToken);
            return 0;
        }

        var answer = await api.GetAsync(path, cancellationToken);
        if (context.Flags.Get(JsonFlag.Json))
        {
            await context.WriteResultAsync("", answer);
        }
        else
        {
            Write(BuildInfo.Read(answer), context);
        }

        return 0;
    }

    private static async Task WriteLogAsync(
        CommandContext context, DaemonApi api, string path, CancellationToken cancellationToken)
    {
        if (context.Flags.Get(JsonFlag.Json))
        {
            using var log = new MemoryStream();
            await api.CopyAsync($"{path}/log", piece => log.Write(piece.Span), cancellationToken);
            await context.WriteResultAsync(
                "", new { Id = context.Operands[0], Log = Encoding.UTF8.GetString(log.GetBuffer().AsSpan(0, (int)log.Length)) });
            return;
        }

        using var output = ConsoleText.OpenOutput();
        await api.CopyAsync($"{path}/log", piece => output.Write(piece.Span), cancellationToken);
    }

    private static void Write(BuildInfo build, CommandContext context)
    {
        var requestor = build.JoinedBy is { Length: > 0 } joined ? $"{build.Requestor}; joined by {string.Join(", ", joined)}" : build.Requestor;
        Line(context, "Build", build.Id);
        Line(context, "Stream", build.Stream);
        Line(context, "Result", build.Result);
        Line(context, "Image", build.Image);
        Line(context, "Error", build.Error);
        Line(context, "Blocked reason", build.BlockedReason);
        Line(context, "Requested by", $"{requestor} ({build.Reason})");
        Line(context, "Needed by", build.NeededBy);
        Line(context, "Manifest", build.Inputs?.ManifestUrl);
        Line(context, "Directory", build.Inputs?.ManifestDirectory);
        Line(context, "Branch", build.Inputs?.Branch);
        Line(context, "Commit", build.Inputs?.CommitId);
        Line(context, "Source image", build.Inputs?.SourceImage);
        Line(context, "Worker", build.Worker);
        Line(context, "Queued", TimeFormat.Local(build.QueuedAt, context.Time));
        Line(context, "Started", build.StartedAt is { } started ? TimeFormat.Local(started, context.Time) : null);
        Line(context, "Finished", build.FinishedAt is { } finished ? TimeFormat.Local(finished, context.Time) : null);
        Line(context, "Duration", build.Duration(context.Time));
        if (build.Stages is { Length: > 0 } stages)
        {
            context.Output.WriteLine("\nStages:");
            foreach (var stage in stages)
            {
                var duration = stage.DurationSeconds is { } seconds ? DurationFormat.Of(TimeSpan.FromSeconds(seconds)) : "unfinished";
                context.Output.WriteLine(FileName.ToDisplay($"  {stage.Name,-20} {duration,10}  {stage.Detail}".TrimEnd()));
            }
        }
    }

    private static void Line(CommandContext context, string label, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            // Errors quote the output of builds, which must not control terminals.
            context.Output.WriteLine($"{label + ":",-14} {string.Concat(value.Where(letter => !char.IsControl(letter)))}");
        }
    }
}
