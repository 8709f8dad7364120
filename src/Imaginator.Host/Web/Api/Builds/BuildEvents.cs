using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Imaginator.Host.Builds;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Api.Json;
using Imaginator.Host.Web.Api.Messages.Builds;

namespace Imaginator.Host.Web.Api.Builds;

/// <summary>The progress of a build as events: its state whenever it changes, and its log as it grows.</summary>
/// <remarks>
/// <list type="bullet">
/// <item><c>log</c>: an <see cref="ApiLogPiece"/>; its id is the offset of the end of the piece, with which a client continues.</item>
/// <item><c>build</c>: an <see cref="ApiBuild"/>: the state at the beginning, at each stage and at the end.</item>
/// <item><c>end</c>: the build has ended; the stream ends.</item>
/// <item><c>alive</c>: nothing has happened for a while.</item>
/// </list>
/// </remarks>
internal sealed class BuildEvents(LiveLogHub hub, TimeProvider timeProvider)
{
    // Proxies close connections that are silent for a minute.
    private static readonly TimeSpan AliveInterval = TimeSpan.FromSeconds(15);

    /// <summary>Follows a build.</summary>
    /// <param name="offset">The position in the log at which the events begin.</param>
    /// <param name="describe">The present state of the build; null if the history no longer has it.</param>
    public async IAsyncEnumerable<SseItem<string>> FollowAsync(
        BuildId id,
        long offset,
        Func<ApiBuild?> describe,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var decoder = Encoding.UTF8.GetDecoder();
        var last = "";
        if (StateOf(describe, ref last) is { } first)
        {
            yield return first;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var chunks = hub.FollowAsync(id, offset, stop.Token).GetAsyncEnumerator(stop.Token);
        var next = chunks.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                if (!await IsReadyAsync(next, cancellationToken))
                {
                    yield return StateOf(describe, ref last) ?? new SseItem<string>("", "alive");
                    continue;
                }

                if (!await next)
                {
                    break;
                }

                var chunk = chunks.Current;
                yield return ItemOf(chunk, decoder);
                if (chunk.Marks.Any(mark => mark.Stage is not null) && StateOf(describe, ref last) is { } changed)
                {
                    yield return changed;
                }

                next = chunks.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // The log must not be waited for while it is closed.
            await stop.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (StateOf(describe, ref last) is { } final)
        {
            yield return final;
        }

        yield return new SseItem<string>("", "end");
    }

    private async Task<bool> IsReadyAsync(Task next, CancellationToken cancellationToken)
    {
        try
        {
            await next.WaitAsync(AliveInterval, timeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            return next.IsCompleted;
        }

        return true;
    }

    // A character can begin in one piece and end in the next.
    private static SseItem<string> ItemOf(LogChunk chunk, Decoder decoder)
    {
        var letters = new char[decoder.GetCharCount(chunk.Bytes.Span, flush: false)];
        decoder.GetChars(chunk.Bytes.Span, letters, flush: false);
        var piece = new ApiLogPiece
        {
            Offset = chunk.Offset,
            Time = chunk.Marks.IsEmpty ? null : chunk.Marks[0].At,
            Text = new string(letters),
        };
        return new SseItem<string>(JsonSerializer.Serialize(piece, ApiJson.Default.ApiLogPiece), "log")
        {
            EventId = (chunk.Offset + chunk.Bytes.Length).ToString(CultureInfo.InvariantCulture),
        };
    }

    // Null if the state is that of the last event.
    private static SseItem<string>? StateOf(Func<ApiBuild?> describe, ref string last)
    {
        if (describe() is not { } build)
        {
            return null;
        }

        var json = JsonSerializer.Serialize(build, ApiJson.Default.ApiBuild);
        if (json == last)
        {
            return null;
        }

        last = json;
        return new SseItem<string>(json, "build");
    }
}
