using Imaginator.Host.Queue;
using Imaginator.Host.Schedule;
using Imaginator.Host.Web.Api.Answers;
using Imaginator.Host.Web.Api.Json;
using Imaginator.Host.Web.Api.Messages.Site;
using Imaginator.Host.Web.Api.Requests;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Site;

/// <summary><c>/api/v1/schedule</c>. Without automatic builds, <paramref name="rebuilds"/> is null.</summary>
internal sealed class ScheduleApi(IBuildQueue queue, ApiReaders readers, IAutoRebuilds? rebuilds = null)
{
    public IResult Show(HttpContext context)
    {
        var reader = readers.Of(context);
        var status = rebuilds?.Status;
        var cycle = status?.Latest is not { } latest ? null : new ApiRebuildCycle
        {
            StartedAt = latest.StartedAt,
            FinishedAt = latest.FinishedAt,
            Streams = [.. latest.Streams.Where(stream => reader.Sees(stream.StreamName)).Select(ApiRebuild.Of)],
        };
        return new JsonAnswer<ApiSchedule>(
            new ApiSchedule
            {
                IsOn = rebuilds is not null,
                DisabledUntil = queue.Current.AutoBuildsDisabledUntil,
                NextAt = status?.NextAt,
                Cycle = cycle,
            },
            ApiJson.Default.ApiSchedule);
    }
}
