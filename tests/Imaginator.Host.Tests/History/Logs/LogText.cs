using System.IO.Pipelines;
using System.Text;
using Imaginator.Host.History.Logs;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Tests.History.Logs;

/// <summary>Reads logs to their end.</summary>
internal static class LogText
{
    public static async Task<string?> ReadAsync(BuildLogs logs, BuildId buildId)
    {
        using var reader = logs.TryOpen(buildId);
        if (reader is null)
        {
            return null;
        }

        using var text = new MemoryStream();
        var writer = PipeWriter.Create(text, new StreamPipeWriterOptions(leaveOpen: true));
        await reader.CopyToAsync(writer, TestContext.Current.CancellationToken);
        await writer.CompleteAsync();
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
