using System.Collections.Immutable;
using Imaginator.Host.Dependencies;
using Imaginator.Host.Web.Api.Answers;
using Imaginator.Host.Web.Api.Json;
using Imaginator.Host.Web.Api.Messages.Site;
using Imaginator.Host.Web.Api.Requests;
using Imaginator.Host.Web.Failures;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Site;

/// <summary><c>/api/v1/dependencies</c>.</summary>
internal sealed class DependenciesApi(IStreamDependencies dependencies, ApiReaders readers)
{
    public async Task<IResult> ShowAsync(HttpContext context)
    {
        var parameters = new ApiParameters(context.Request);
        var maximumAge = parameters.Duration("maxAge");
        if (parameters.Fault is { } fault)
        {
            return Problems.InvalidRequest(fault);
        }

        var known = await dependencies.GetAsync(maximumAge ?? TimeSpan.Zero, context.RequestAborted);
        var reader = readers.Of(context);
        return new JsonAnswer<ApiDependencies>(
            new ApiDependencies
            {
                GeneratedAt = known.GeneratedAt,
                LastAttemptAt = known.LastAttemptAt,
                LastAttemptError = reader.SeesAll && known.LastAttemptError.Length > 0 ? known.LastAttemptError : null,
                Sources = reader.SeesAll
                    ? known.StreamToSource
                    : known.StreamToSource.Where(pair => reader.Sees(pair.Key)).ToImmutableSortedDictionary(StringComparer.Ordinal),
                PatternStreams = [.. known.PatternStreams.Where(reader.Sees)],
                UnbuildableSources = [.. known.UnbuildableSources.Where(reader.Sees)],
            },
            ApiJson.Default.ApiDependencies);
    }
}
