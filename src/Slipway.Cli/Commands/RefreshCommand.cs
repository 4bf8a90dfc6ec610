using System.CommandLine;
using System.Text.Json.Nodes;
using Slipway.Publishing.Ceremonies;

namespace Slipway.Cli.Commands;

internal static class RefreshCommand
{
    public static Command Create()
    {
        var roles = Options.Several("--role", "role", "A role to sign in any case, also an offline one");
        var keys = StagingArgument.Keys();
        Command command = new("refresh", "Sign the timestamp again, and online roles past half their life. For a schedule; it needs no offline key.") { roles, keys };

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var result = await new Refresher(session.Repository(), StagingArgument.KeysOf(arguments, keys))
                .RefreshAsync([.. (arguments.GetValue(roles) ?? []).Distinct()], cancellation);

            foreach (var warning in result.Warnings)
            {
                Session.Warn(warning);
            }

            session.Answer(
                new JsonObject
                {
                    ["roles"] = new JsonArray([.. result.Roles.Select(ToJson)]),
                    ["unsigned"] = new JsonArray([.. result.Unsigned.Select(role => (JsonNode)role.Role)]),
                },
                result.Roles.OrderBy(role => role.Expires).Select(role => $"{role.Role,-10} until {role.Expires:u}{(role.IsOnline ? "" : ", offline")}"));
            return ExitCode.Done;
        });

        return command;
    }

    private static JsonNode ToJson(RoleExpiry role) => new JsonObject
    {
        ["role"] = role.Role,
        ["expires"] = role.Expires.ToUnixTimeSeconds(),
        ["online"] = role.IsOnline,
        ["past_half"] = role.IsPastHalf,
    };
}
