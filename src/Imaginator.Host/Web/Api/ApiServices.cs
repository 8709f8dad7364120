using Imaginator.Host.Web.Actions;
using Imaginator.Host.Web.Api.Access;
using Imaginator.Host.Web.Api.Builds;
using Imaginator.Host.Web.Api.Images;
using Imaginator.Host.Web.Api.Json;
using Imaginator.Host.Web.Api.Notifications;
using Imaginator.Host.Web.Api.Requests;
using Imaginator.Host.Web.Api.Site;
using Imaginator.Host.Web.Api.Streams;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Web.Api;

/// <summary>Registers the API. Its parts are made with the first request that needs them.</summary>
internal static class ApiServices
{
    public static IServiceCollection AddApi(this IServiceCollection services) => services
        .ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default))
        .AddSingleton<ApiReaders>()
        .AddSingleton<ImageActions>()
        .AddSingleton<WorkerActions>()
        .AddSingleton<TokenActions>()
        .AddSingleton<DeliveryActions>()
        .AddSingleton<ActionsApi>()
        .AddSingleton<StatusApi>()
        .AddSingleton<PluginsApi>()
        .AddSingleton<WorkersApi>()
        .AddSingleton<ScheduleApi>()
        .AddSingleton<DependenciesApi>()
        .AddSingleton<TrendsApi>()
        .AddSingleton<DaemonLogApi>()
        .AddSingleton<BuildsApi>()
        .AddSingleton<BuildStartsApi>()
        .AddSingleton<BuildEvents>()
        .AddSingleton<BuildEventsApi>()
        .AddSingleton<StreamsApi>()
        .AddSingleton<ImagesApi>()
        .AddSingleton<ImageChangesApi>()
        .AddSingleton<FilesApi>()
        .AddSingleton<DifferencesApi>()
        .AddSingleton<TokensApi>()
        .AddSingleton<AuditApi>()
        .AddSingleton<NotificationsApi>();
}
