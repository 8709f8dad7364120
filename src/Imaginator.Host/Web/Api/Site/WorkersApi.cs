using Imaginator.Host.Web.Api.Answers;
using Imaginator.Host.Web.Api.Json;
using Imaginator.Host.Web.Api.Messages.Site;
using Imaginator.Host.Web.Api.Requests;
using Imaginator.Host.Workers;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Site;

/// <summary><c>/api/v1/workers</c>. Without workers, <paramref name="workers"/> is null.</summary>
internal sealed class WorkersApi(ApiReaders readers, IWorkerAdministration? workers = null)
{
    public IResult List(HttpContext context) => readers.Of(context).RefuseUnlessAll() ?? new JsonAnswer<ApiWorkers>(
        new ApiWorkers { Workers = workers is null ? [] : [.. workers.Current.Select(ApiWorker.Of)] }, ApiJson.Default.ApiWorkers);
}
